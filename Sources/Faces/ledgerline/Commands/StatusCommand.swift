import Answers
import ArgumentParser
import Plays
import Schemas

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "How much was taken in, and what waits.",
    discussion: "Events are events; unmatched and unrated count plays. All over everything ever taken in.")

  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  func run() async throws {
    try await ask(Status(), format) { answer in
      let (counts, freshness) = (answer.first, answer.second)
      return Table(
        columns: ["what", "count", "what to do"],
        rows: [
          ["accepted events", "\(counts.accepted_events)", ""],
          ["quarantined events", "\(counts.quarantined_events)", ""],
          ["repeated events", "\(counts.repeated_events)", "dropped: their event_id was counted within the window"],
          ["unmatched plays", "\(counts.unmatched_plays)", "they wait until the catalog learns their track"],
          ["unrated plays", "\(counts.unrated_plays)", "no rate is in force: counted, without money"],
          ["events behind", "\(freshness.lag_events)", ""],
        ]
          + counts.quarantined_by_reason.sorted { $0.key < $1.key }.map { reason, count in
            ["quarantined: \(reason)", "\(count)", QuarantineReason(rawValue: reason)?.remedy ?? ""]
          },
        numeric: [1])
    }
  }
}
