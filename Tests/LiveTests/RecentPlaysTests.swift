import Live
import Seeded
import Testing

@Suite("Recent plays")
struct RecentPlaysTests {
  private struct Place: Hashable {
    let minute: UInt32
    let track, market: Int32
  }

  @Test("stay the same when they are packed, however late some come, and go when their time is over")
  func packing() {
    var random = Seeded.printed("recent plays")
    var recent = RecentPlays()
    var expected: [Place: Int64] = [:]
    let start: UInt32 = 1_760_000_400
    for step in 0..<600 {
      let now = start + UInt32(step)
      var cells: [RecentCell] = []
      for _ in 0..<20 {
        let second = now - UInt32.random(in: 0...150, using: &random)
        let (track, market) = (Int32.random(in: 0..<12, using: &random), Int32.random(in: 0..<3, using: &random))
        // Once, more than 32 bits hold.
        let plays = step == 5 ? Int64(UInt32.max) + 5 : 3
        cells.append(
          RecentCell(second: second, market: market, artist: track / 3, track: track, plays: plays))
        expected[Place(minute: second - second % 60, track: track, market: market), default: 0] += plays
      }
      recent.add(cells, now: now)
      recent.forget(now: now)
    }
    var found: [Place: Int64] = [:]
    for (minute, span) in recent.minutes {
      span.forEach(nil) { found[Place(minute: minute, track: $0, market: $1), default: 0] += $2 }
      var ofOne: Set<Int32> = []
      span.forEach([2]) { track, _, _ in ofOne.insert(track) }
      #expect(ofOne.isSubset(of: [6, 7, 8]))
    }
    #expect(found == expected)
    #expect(recent.minutes.values.allSatisfy { $0.partCount < 16 }, "what came apart becomes one")
    #expect(recent.seconds.count <= Int(RecentPlays.keptSeconds) + 1)
    recent.forget(now: start + 600 + RecentPlays.keptMinutes + 60)
    #expect(recent.minutes.isEmpty && recent.seconds.isEmpty)
  }
}
