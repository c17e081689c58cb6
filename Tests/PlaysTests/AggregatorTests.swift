import Plays
import Seeded
import Testing

@Suite("Adding plays up")
struct AggregatorTests {
  private struct Key: Hashable {
    let track: Int32
    let market: Int32
    let second: UInt32
  }

  /// 2026-10-17T12:34:56Z: neither the start of an hour nor of a day.
  private static let now: UInt32 = 1_792_240_496

  /// Seconds of the last three days and the next, most of them recent, over few enough keys that many meet.
  private func events(_ count: Int, seed: UInt64) -> [PlayEvent] {
    var generator = Seeded(seed: seed)
    return (0..<count).map { _ in
      let reach: ClosedRange<Int64> =
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: -10...10
        case 1: -4_000 ... -3_000
        case 2: -180_000 ... -160_000
        default: -400_000...86_400
        }
      return PlayEvent(
        track: Int32.random(in: 0..<50, using: &generator), market: Int32.random(in: 0..<20, using: &generator),
        second: UInt32(Int64(Self.now) + Int64.random(in: reach, using: &generator)),
        plays: Int64.random(in: 1...1_000_000_000, using: &generator))
    }
  }

  /// A dictionary, and the rule in words: the second within the last hour, the hour within two days, else the day.
  private func model(_ events: [PlayEvent], now: UInt32) -> [Key: Int64] {
    var sums: [Key: Int64] = [:]
    for event in events {
      let age = Int64(now) - Int64(event.second)
      let length: UInt32 = age <= 3_600 ? 1 : age <= 172_800 ? 3_600 : 86_400
      sums[Key(track: event.track, market: event.market, second: event.second / length * length), default: 0] +=
        event.plays
    }
    return sums
  }

  private func sums(_ aggregator: inout PlayAggregator) -> [Key: Int64] {
    Dictionary(
      uniqueKeysWithValues: aggregator.moments.map {
        (Key(track: $0.track, market: $0.market, second: $0.second), $0.plays)
      })
  }

  @Test("100,000 events give the sums of a dictionary", arguments: UInt64(1)...3)
  func againstDictionary(seed: UInt64) {
    let events = events(100_000, seed: seed)
    var aggregator = PlayAggregator()
    for event in events { aggregator.add(event, now: Self.now) }
    let expected = model(events, now: Self.now)
    #expect(expected.count > 10_000)
    #expect(sums(&aggregator) == expected)
    #expect(aggregator.count == expected.count)
    #expect(aggregator.events == events.count)
  }

  @Test("Neither the order of the events nor how they are batched matters", arguments: UInt64(11)...13)
  func orderAndBatches(seed: UInt64) {
    var generator = Seeded(seed: seed)
    let events = events(20_000, seed: seed)
    let expected = model(events, now: Self.now)
    var batched: [Key: Int64] = [:]
    var aggregator = PlayAggregator()
    for event in events.shuffled(using: &generator) {
      aggregator.add(event, now: Self.now)
      if Int.random(in: 0..<500, using: &generator) == 0 {
        batched.merge(sums(&aggregator), uniquingKeysWith: +)
        aggregator.removeAll()
        #expect(aggregator.isEmpty)
        #expect(aggregator.count == 0)
      }
    }
    batched.merge(sums(&aggregator), uniquingKeysWith: +)
    #expect(batched == expected)
  }

  @Test(
    "A moment is the second within the last hour, the hour within two days, else the day",
    arguments: [
      (0, 1_792_240_496), (-1, 1_792_240_495), (3_600, 1_792_236_896 + 7_200), (86_400, 1_792_326_896),
      (-3_600, 1_792_236_896), (-3_601, 1_792_234_800), (-7_200, 1_792_231_200), (-172_800, 1_792_065_600),
      (-172_801, 1_792_022_400), (-500_000, 1_791_676_800),
    ] as [(Int64, UInt32)])
  func moments(offset: Int64, second: UInt32) {
    var aggregator = PlayAggregator()
    aggregator.add(PlayEvent(track: 3, market: 4, second: UInt32(Int64(Self.now) + offset), plays: 5), now: Self.now)
    #expect(aggregator.moments == [PlayAggregator.Moment(track: 3, market: 4, second: second, plays: 5)])
  }

  @Test("A moment never leaves the event's day, so never its period", arguments: UInt64(21)...25)
  func days(seed: UInt64) {
    for event in events(1_000, seed: seed) {
      var aggregator = PlayAggregator()
      aggregator.add(event, now: Self.now)
      #expect(aggregator.moments.map { $0.second / 86_400 } == [event.second / 86_400])
    }
  }

  @Test("The first seconds of 1970 are a day like others")
  func firstDay() {
    var aggregator = PlayAggregator()
    aggregator.add(PlayEvent(track: 0, market: 0, second: 0, plays: 1), now: Self.now)
    aggregator.add(PlayEvent(track: 0, market: 0, second: 5, plays: 2), now: Self.now)
    #expect(aggregator.moments == [PlayAggregator.Moment(track: 0, market: 0, second: 0, plays: 3)])
  }

  @Test("Many tracks in one market keep apart")
  func manyTracks() {
    var aggregator = PlayAggregator()
    for track in 0..<Int32(200_000) {
      aggregator.add(PlayEvent(track: track, market: 0, second: 0, plays: 1), now: Self.now)
    }
    #expect(aggregator.count == 200_000)
    #expect(Set(aggregator.moments.map(\.track)).count == 200_000)
    #expect(aggregator.moments.allSatisfy { $0.plays == 1 })
    aggregator.removeAll()
    #expect(aggregator.moments.isEmpty)
    aggregator.add(PlayEvent(track: 7, market: 0, second: 0, plays: 9), now: Self.now)
    #expect(aggregator.moments.map(\.plays) == [9])
  }

  @Test("A new aggregator is empty")
  func empty() {
    var aggregator = PlayAggregator()
    #expect(aggregator.isEmpty)
    #expect(aggregator.moments.isEmpty)
    #expect(aggregator.count == 0)
  }
}
