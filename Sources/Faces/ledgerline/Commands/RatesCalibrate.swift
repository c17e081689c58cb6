import Answers
import ArgumentParser
import Money
import Plays
import Reconciliation

extension RatesCommand {
  struct Calibrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draft a platform's next rate table from what its accepted reports paid; nothing is published.",
      discussion: """
        A rate is all money over all units of a market, rounded once, in the currency of the present rate. Where there
        is too little evidence the present rate is kept, and the reason is told. The draft is written as
        <folder>/<platform>/<effective>.csv, what it rests on beside it as <folder>/<platform>/evidence/<effective>.csv,
        and no file is ever overwritten. Look at it, and publish it:

          ledgerline rates calibrate spotify
          ledgerline rates diff drafts && ledgerline rates dry-run drafts
          ledgerline rates publish drafts
        """)

    @Argument(help: "The platform.") var platform: String
    @Option(help: "In force from this day; unless told, from the first of the month after the evidence.")
    var effective: Day?
    @Option(help: "The first period of the evidence; the third last unless told.") var from: Period?
    @Option(help: "The last period of the evidence; the last that is accepted unless told.") var to: Period?
    @Option(name: .customLong("minimum-units"), help: "Units that a rate needs.") var minimumUnits: Int64 =
      CalibrationRules().minimumUnits
    @Option(name: .customLong("minimum-lines"), help: "Lines that they stand in.") var minimumLines =
      CalibrationRules().minimumLines
    @Option(name: .customLong("to-folder"), help: "The folder of drafts.") var folder = "drafts"
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      if let from, let to, to < from { throw ValidationError("--to is before --from") }
      guard minimumUnits >= 0, minimumLines >= 0 else {
        throw ValidationError("--minimum-units and --minimum-lines are not below zero")
      }
    }

    func run() async throws {
      let rules = CalibrationRules(minimumUnits: minimumUnits, minimumLines: minimumLines)
      let answer = try await ask(
        DraftRates(platform: platform, effective: effective, from: from, to: to, rules: rules, folder: folder), format
      ) { answer in
        Table(
          columns: ["country", "tier", "currency", "present", "drafted", "deviation", "units", "lines", "reason"],
          rows: answer.rows.map {
            [
              $0.country, $0.tier, $0.currency?.code ?? "", $0.present_rate ?? "", $0.drafted_rate ?? "",
              $0.deviation_percent.map { "\($0) %" } ?? "", $0.units, "\($0.lines)", $0.reason,
            ]
          },
          numeric: [3, 4, 5, 6, 7])
      }
      for path in [answer.evidence, answer.table].compactMap(\.self) { Terminal.note("wrote \(path)") }
      if answer.table == nil {
        Terminal.note(
          answer.rows.contains { $0.drafted_rate != nil }
            ? "the rates in force are those that were reported: nothing was written"
            : "no market has enough evidence for a rate: nothing was written")
      }
      if let day = answer.replaced_from {
        Terminal.note(
          "from \(day) on another table of \(answer.platform), published already, replaces this one")
      }
    }
  }
}
