import Foundation
import Postgres
import Seeded
import Store
import TestSupport
import Testing

@Suite("An event_id that counts once")
struct EventWindowTests {
  @Test("in its partition, however often it is sent, and wherever workers are killed")
  func killed() async throws {
    let stand = try await Stand(partitions: 2)
    defer { stand.stop() }
    var random = Seeded.printed("events that are sent more than once")
    let ids = 1_000
    func line(_ id: Int) -> String {
      #"{"event_id":"w\#(id)","isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US"}"#
        + "\n"
    }
    var sent = 0
    for _ in 0..<4 {
      // All of one id in one partition; some of them twice in a row.
      for partition in 0..<2 {
        let lines = (0..<ids).filter { $0 % 2 == partition }.flatMap { id in
          Array(repeating: line(id), count: Int.random(in: 0..<4, using: &random) == 0 ? 2 : 1)
        }
        sent += lines.count
        try await stand.kcat(lines.shuffled(using: &random).joined(), partition: partition)
      }
      let worker = try stand.tool.start("ingest", "--dedup-window", "24h", "--partitions", "0,1")
      try await randomMoment(300...3_000, using: &random)
      worker.send(SIGKILL)
      try await worker.wait()
    }
    let worker = try stand.tool.start("ingest", "--dedup-window", "24h", "--partitions", "0,1")
    defer { worker.send(SIGTERM) }
    let db = try Connection(url: stand.url)
    #expect(
      try await eventually(within: 120) {
        let counts = try StatusStore(db).counts()
        return counts.acceptedEvents + counts.repeatedEvents == sent
      })
    let counts = try StatusStore(db).counts()
    #expect(counts.acceptedEvents == ids && counts.repeatedEvents == sent - ids && counts.quarantinedEvents == 0)
    #expect(try stand.plays() == ids)
    let listed = try db.query("SELECT count(*), count(DISTINCT (partition, position)) FROM repeated_events")[0]
    #expect(listed.int(0) == sent - ids && listed.int(1) == sent - ids)
    #expect(try db.query("SELECT sum(octet_length(ids))::bigint FROM event_ids")[0].int(0) == 16 * ids)
  }
}
