import ArgumentParser
import Earnings
import Plays
import Postgres
import Store

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "How much was taken in, and what waits.",
    discussion: "Events are events; unmatched and unrated count plays. All over everything ever taken in.")

  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  struct Body: Encodable {
    let accepted_events, quarantined_events, unmatched_plays, unrated_plays, lag_events: Int64
    let quarantined_by_reason: [String: Int64]
  }

  func run() async throws {
    let format = format
    try await Database.with(Settings.load()) { database in
      let db = try database.connect()
      let body = try db.snapshot {
        let counts = try StatusStore(db).counts()
        let all = try EarningsStore(db).rows(EarningsQuery(), RateStore(db).book())
        return Body(
          accepted_events: counts.acceptedEvents, quarantined_events: counts.quarantinedEvents,
          unmatched_plays: counts.unmatchedPlays, unrated_plays: all.first?.earnings.unratedPlays ?? 0,
          lag_events: try StatusStore(db).freshness().lagEvents, quarantined_by_reason: counts.quarantinedByReason)
      }
      var rows = [
        ["accepted events", "\(body.accepted_events)", ""], ["quarantined events", "\(body.quarantined_events)", ""],
        ["unmatched plays", "\(body.unmatched_plays)", "they wait until the catalog learns their track"],
        ["unrated plays", "\(body.unrated_plays)", "no rate is in force: counted, without money"],
        ["events behind", "\(body.lag_events)", ""],
      ]
      for (reason, count) in body.quarantined_by_reason.sorted(by: { $0.key < $1.key }) {
        rows.append(["quarantined: \(reason)", "\(count)", QuarantineReason(rawValue: reason)?.remedy ?? ""])
      }
      try Report(columns: ["what", "count", "what to do"], rows: rows, numeric: [1], json: body).print(format)
    }
  }
}
