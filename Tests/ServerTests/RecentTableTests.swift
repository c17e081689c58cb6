import Server
import Testing

@Suite("A table of bounded size")
struct RecentTableTests {
  @Test("It forgets what was not looked at, and never holds more than it may")
  func forgetting() {
    var table = RecentTable<Int, Int>(capacity: 100)
    table[0] = 1
    for key in 1...10_000 {
      table[key] = key
      #expect(table[0] == 1)
      #expect(table.count <= 100)
    }
    #expect(table[1] == nil)
    #expect(table[10_000] == 10_000)
    table[0] = nil
    #expect(table[0] == nil)
  }
}

@Suite("A rate limiter")
struct RateLimiterTests {
  @Test("A dear request takes more, and one beyond a full bucket takes the full bucket")
  func cost() {
    let limiter = RateLimiter<Int>(capacity: 10)
    let now = ContinuousClock.now
    // A bucket of two seconds at 10 a second: four of 5.
    for _ in 1...4 { #expect(limiter.allows(1, perSecond: 10, cost: 5, now: now)) }
    #expect(!limiter.allows(1, perSecond: 10, cost: 5, now: now))
    #expect(!limiter.allows(1, perSecond: 10, cost: 1, now: now))
    #expect(limiter.allows(1, perSecond: 10, cost: 5, now: now + .milliseconds(500)))
    #expect(limiter.allows(2, perSecond: 1, cost: 10, now: now))
    #expect(!limiter.allows(2, perSecond: 1, cost: 10, now: now + .seconds(1)))
    #expect(limiter.allows(2, perSecond: 1, cost: 10, now: now + .seconds(2)))
  }

  @Test("Looking takes nothing")
  func looking() {
    let limiter = RateLimiter<Int>(capacity: 10)
    let now = ContinuousClock.now
    for _ in 1...100 { #expect(limiter.allows(1, perSecond: 1, isTaken: false, now: now)) }
    for _ in 1...2 { #expect(limiter.allows(1, perSecond: 1, now: now)) }
    #expect(!limiter.allows(1, perSecond: 1, isTaken: false, now: now))
  }
}
