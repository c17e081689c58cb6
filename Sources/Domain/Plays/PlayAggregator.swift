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

  private var slots: ContiguousArray<Moment>
  private var limit: Int

  /// Distinct moments so far.
  public private(set) var count = 0
  /// Events so far.
  public private(set) var events = 0

  public init() {
    slots = ContiguousArray(repeating: Self.empty, count: 1 << 10)
    limit = 1 << 9
  }

  public var isEmpty: Bool { events == 0 }

  /// - Parameter now: our clock, in seconds since 1970.
  public mutating func add(_ event: PlayEvent, now: UInt32) {
    events += 1
    add(
      Moment(
        track: event.track, market: event.market, second: Self.moment(of: event.second, now: now), plays: event.plays))
  }

  /// All moments, in no particular order.
  public var moments: [Moment] { slots.filter { $0.plays != 0 } }

  public mutating func removeAll() {
    let capacity = slots.count > 1 << 20 ? 1 << 10 : slots.count
    if capacity == slots.count {
      slots.withUnsafeMutableBufferPointer { $0.update(repeating: Self.empty) }
    } else {
      slots = ContiguousArray(repeating: Self.empty, count: capacity)
    }
    limit = capacity / 2
    count = 0
    events = 0
  }

  static func moment(of second: UInt32, now: UInt32) -> UInt32 {
    if second &+ secondsKeptFor >= now { return second }
    if second &+ hoursKeptFor >= now { return second - second % 3_600 }
    return second - second % 86_400
  }

  /// A slot without plays is free: no event has none.
  private static let empty = Moment(track: 0, market: 0, second: 0, plays: 0)

  private mutating func add(_ moment: Moment) {
    let isNew = slots.withUnsafeMutableBufferPointer { Self.add(moment, to: $0) }
    guard isNew else { return }
    count += 1
    if count > limit { grow() }
  }

  @inline(__always)
  private static func add(_ moment: Moment, to slots: UnsafeMutableBufferPointer<Moment>) -> Bool {
    let mask = slots.count - 1
    var hash = (UInt64(UInt32(bitPattern: moment.track)) << 32 | UInt64(UInt32(bitPattern: moment.market)))
    hash = (hash ^ UInt64(moment.second) &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
    var index = Int(truncatingIfNeeded: hash ^ (hash >> 32)) & mask
    while true {
      let slot = slots[index]
      if slot.plays == 0 {
        slots[index] = moment
        return true
      }
      if slot.track == moment.track, slot.market == moment.market, slot.second == moment.second {
        slots[index].plays += moment.plays
        return false
      }
      index = (index + 1) & mask
    }
  }

  private mutating func grow() {
    let old = slots
    slots = ContiguousArray(repeating: Self.empty, count: old.count * 2)
    limit = slots.count / 2
    slots.withUnsafeMutableBufferPointer { slots in
      for moment in old where moment.plays != 0 { _ = Self.add(moment, to: slots) }
    }
  }
}
