import Ingest
import Seeded
import Store
import Testing

@Suite("Ids that count once")
struct SeenEventsTests {
  /// What is in the database, and what a worker may have gathered since.
  private struct Model {
    var committed: [String: [Int32]] = [:]
    var pending: [(id: String, hour: Int32)] = []
    var latest: Int32?

    func isRepeated(_ id: String, _ hour: Int32, _ window: Int32) -> Bool {
      let kept = latest.map { $0 - window } ?? .min
      return committed[id]?.contains { $0 >= hour - window && $0 >= kept } == true
        || pending.contains { $0.id == id && $0.hour >= hour - window }
    }

    mutating func commit() {
      for (id, hour) in pending {
        committed[id, default: []].append(hour)
        latest = max(latest ?? hour, hour)
      }
      pending = []
    }
  }

  @Test("are dropped within the window, whatever is committed, lost or read again", arguments: UInt64(1)...20)
  func anything(seed: UInt64) {
    var random = Seeded(seed: seed)
    let window: Int32 = 3
    var seen = SeenEvents(window: window)
    var rows: [EventIDStore.Counted] = []
    var model = Model()
    var hour: Int32 = 500_000
    for step in 0..<600 {
      switch Int.random(in: 0..<12, using: &random) {
      case 0: hour += .random(in: 0...2, using: &random)
      case 1:
        seen.handOver()
        let news = seen.news
        if Bool.random(using: &random) {
          seen.settle()
          rows += news.counted
          if let from = news.keptFrom[0] { rows.removeAll { $0.hour < from } }
          model.commit()
        } else {
          seen.clear()
          model.pending = []
        }
      case 2:
        // Another worker takes over.
        seen = SeenEvents(window: window)
        let last = rows.map(\.hour).max() ?? 0
        for row in rows where row.hour >= last - window { seen.load(row.ids, partition: 0, hour: row.hour) }
        model.pending = []
      default:
        let id = "e\(Int.random(in: 0..<60, using: &random))"
        let sent = hour - (Int.random(in: 0..<8, using: &random) == 0 ? 1 : 0)
        let expected = !model.isRepeated(id, sent, window)
        let isNew = Array(id.utf8).withUnsafeBytes {
          seen.take(
            $0, partition: 0, position: Int64(step), sentAt: Int64(sent) * 3_600_000 + 5, receivedAt: 0)
        }
        #expect(isNew == expected, "\(id) in step \(step)")
        if isNew { model.pending.append((id, sent)) }
      }
    }
  }

  @Test("What is dropped is listed with its place, and partitions know nothing of each other")
  func listed() {
    let seen = SeenEvents(window: 24)
    func take(_ id: String, _ partition: Int32, _ position: Int64) -> Bool {
      Array(id.utf8).withUnsafeBytes {
        seen.take($0, partition: partition, position: position, sentAt: 3_600_000_000, receivedAt: 7)
      }
    }
    #expect(take("a", 0, 1) && take("a", 1, 1) && !take("a", 0, 2) && take("b", 0, 3) && !take("a", 1, 9))
    seen.handOver()
    #expect(
      seen.news.repeated == [
        .init(partition: 0, position: 2, id: "a", receivedAt: 7_000),
        .init(partition: 1, position: 9, id: "a", receivedAt: 7_000),
      ])
    #expect(
      seen.news.counted.map { [Int($0.partition), Int($0.hour), $0.ids.count] } == [[0, 1_000, 32], [1, 1_000, 16]])
    #expect(!take("b", 0, 4), "what a commit under way counts is counted")
    seen.settle()
    #expect(seen.count == 3)
  }
}
