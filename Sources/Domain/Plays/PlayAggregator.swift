/// Adds plays up: one number for each track, market and moment, however many events there were.
///
/// A moment is the second for plays of the last hour, the hour for plays of the last two days, else the day: what is
/// live is kept as fine as the live pages show it, and everything else collapses to what the books need.
public struct PlayAggregator {
  /// The plays of one track, market and moment.
  public struct Moment: Hashable, Sendable {
    public var track: Int32
    public var market: Int32
    /// Seconds since 1970, the first of the moment.
    public var second: UInt32
    public var plays: Int64

    public init(track: Int32, market: Int32, second: UInt32, plays: Int64) {
      self.track = track
      self.market = market
      self.second = second
      self.plays = plays
    }
  }

  public static let secondsKeptFor: UInt32 = 3_600
  public static let hoursKeptFor: UInt32 = 48 * 3_600

  /// Events that are looked up together, so that what the processor waits for of one it waits for of all: the table is
  /// larger than its cache.
  private static let together = 32

  private var slots: ContiguousArray<Moment>
  private var limit: Int
  private var waiting = InlineArray<32, Moment>(repeating: Self.empty)
  private var waitingCount = 0

  /// Distinct moments so far, without those of the last few events.
  public private(set) var countAtLeast = 0
  /// Events so far.
  public private(set) var events = 0

  public init() {
    slots = ContiguousArray(repeating: Self.empty, count: 1 << 10)
    limit = Self.limit(of: slots.count)
  }

  public var isEmpty: Bool { events == 0 }

  /// - Parameter now: our clock, in seconds since 1970.
  public mutating func add(_ event: PlayEvent, now: UInt32) {
    events += 1
    waiting[waitingCount] = Moment(
      track: event.track, market: event.market, second: Self.moment(of: event.second, now: now), plays: event.plays)
    waitingCount += 1
    if waitingCount == Self.together { settle() }
  }

  /// Distinct moments so far.
  public var count: Int {
    mutating get {
      settle()
      return countAtLeast
    }
  }

  /// All moments, in no particular order.
  public var moments: [Moment] {
    mutating get {
      settle()
      return slots.filter { $0.plays != 0 }
    }
  }

  public mutating func removeAll() {
    let capacity = slots.count > 1 << 20 ? 1 << 10 : slots.count
    if capacity == slots.count {
      slots.withUnsafeMutableBufferPointer { $0.update(repeating: Self.empty) }
    } else {
      slots = ContiguousArray(repeating: Self.empty, count: capacity)
    }
    limit = Self.limit(of: capacity)
    (countAtLeast, waitingCount, events) = (0, 0, 0)
  }

  static func moment(of second: UInt32, now: UInt32) -> UInt32 {
    if second &+ secondsKeptFor >= now { return second }
    if second &+ hoursKeptFor >= now { return second - second % 3_600 }
    return second - second % 86_400
  }

  /// A slot without plays is free: no event has none.
  private static let empty = Moment(track: 0, market: 0, second: 0, plays: 0)

  /// Moments in a table of so many slots before it is made larger: with more, finding a free one takes long.
  private static func limit(of slots: Int) -> Int { slots / 8 * 5 }

  /// Adds the events that wait.
  private mutating func settle() {
    guard waitingCount > 0 else { return }
    while countAtLeast + waitingCount > limit { grow() }
    let (waiting, waitingCount) = (waiting, waitingCount)
    countAtLeast += slots.withUnsafeMutableBufferPointer { slots in
      let mask = slots.count - 1
      // First a look at where each should be. Nothing here depends on the one before, so the looks overlap.
      var places = InlineArray<32, Int>(repeating: 0)
      var stand: UInt32 = 0
      for index in 0..<waitingCount {
        let place = Self.hash(waiting[index]) & mask
        places[index] = place
        if Self.isSame(slots[place], waiting[index]), slots[place].plays != 0 { stand |= 1 << UInt32(index) }
      }
      var new = 0
      for index in 0..<waitingCount {
        if stand & 1 << UInt32(index) != 0 {
          slots[places[index]].plays += waiting[index].plays
        } else {
          new += Self.add(waiting[index], to: slots, from: places[index])
        }
      }
      return new
    }
    self.waitingCount = 0
  }

  @inline(__always)
  private static func hash(_ moment: Moment) -> Int {
    var hash = (UInt64(UInt32(bitPattern: moment.track)) << 32 | UInt64(UInt32(bitPattern: moment.market)))
    hash = (hash ^ UInt64(moment.second) &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: hash ^ (hash >> 32))
  }

  @inline(__always)
  private static func isSame(_ a: Moment, _ b: Moment) -> Bool {
    a.track == b.track && a.market == b.market && a.second == b.second
  }

  /// - Returns: 1 where the moment is new, else 0.
  @inline(__always)
  private static func add(_ moment: Moment, to slots: UnsafeMutableBufferPointer<Moment>, from place: Int) -> Int {
    let mask = slots.count - 1
    var index = place
    while true {
      let slot = slots[index]
      if slot.plays == 0 {
        slots[index] = moment
        return 1
      }
      if isSame(slot, moment) {
        slots[index].plays += moment.plays
        return 0
      }
      index = (index + 1) & mask
    }
  }

  private mutating func grow() {
    let old = slots
    slots = ContiguousArray(repeating: Self.empty, count: old.count * 2)
    limit = Self.limit(of: slots.count)
    slots.withUnsafeMutableBufferPointer { slots in
      for moment in old where moment.plays != 0 {
        _ = Self.add(moment, to: slots, from: Self.hash(moment) & (slots.count - 1))
      }
    }
  }
}
