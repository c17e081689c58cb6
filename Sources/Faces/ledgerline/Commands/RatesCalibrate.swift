import ArgumentParser
import Foundation
import Money
import Plays
import Postgres
import Rates
import Reconciliation
import ReportMatching
import StatementExport

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

    struct Body: Encodable {
      struct Row: Encodable {
        let country, tier, reason: String
        let currency, present_rate, drafted_rate, deviation_percent, amount: String?
        let is_new: Bool
        let units: String
        let lines: Int
      }
      let platform, effective, from, to: String
      /// Left out where nothing was written.
      let table, evidence: String?
      let rows: [Row]
    }

    func validate() throws {
      if let from, let to, to < from { throw ValidationError("--to is before --from") }
      guard minimumUnits >= 0, minimumLines >= 0 else {
        throw ValidationError("--minimum-units and --minimum-lines are not below zero")
      }
    }

    func run() async throws {
      let (platform, effective, from, to, folder, format) = (
        Market.code(platform), effective, from, to, folder, format
      )
      let rules = CalibrationRules(minimumUnits: minimumUnits, minimumLines: minimumLines)
      try await Database.with(Settings.load()) { database in
        let db = try database.connect()
        let draft = try db.snapshot {
          try requirePlatform(platform, db)
          return try RateDraft(db, platform: platform, effective: effective, from: from, to: to, rules: rules)
        }
        let written = draft.changesAnything
        if written {
          try Self.write(draft, folder)
        } else {
          Terminal.note(
            draft.calibration.rows.contains { $0.outcome == .drafted }
              ? "the rates in force are those that were reported: nothing was written"
              : "no market has enough evidence for a rate: nothing was written")
        }
        if let day = draft.replacedFrom {
          Terminal.note("from \(day) on another table of \(platform), published already, replaces this one")
        }
        let rows = draft.calibration.rows.map(Self.row)
        try Report(
          columns: ["country", "tier", "currency", "present", "drafted", "deviation", "units", "lines", "reason"],
          rows: rows.map {
            [
              $0.country, $0.tier, $0.currency ?? "", $0.present_rate ?? "", $0.drafted_rate ?? "",
              $0.deviation_percent.map { "\($0) %" } ?? "", $0.units, "\($0.lines)", $0.reason,
            ]
          },
          numeric: [3, 4, 5, 6, 7],
          json: Body(
            platform: platform, effective: "\(draft.effective)", from: "\(draft.periods.lowerBound)",
            to: "\(draft.periods.upperBound)", table: written ? "\(folder)/\(draft.path)" : nil,
            evidence: written ? "\(folder)/\(draft.evidencePath)" : nil, rows: rows)
        ).print(format)
      }
    }

    private static func row(_ row: CalibrationRow) -> Body.Row {
      var (drafted, reason): (String?, String) = (nil, "")
      switch row.outcome {
      case .drafted: drafted = row.quote.map { "\($0.rate)" }
      case .kept(let why): reason = why.rawValue
      }
      return Body.Row(
        country: row.scope.country?.description ?? "*", tier: row.scope.tier ?? "*", reason: reason,
        currency: (row.quote?.currency ?? row.present?.currency ?? row.evidence?.currency)?.code,
        present_rate: row.present.map { "\($0.rate)" }, drafted_rate: drafted,
        deviation_percent: row.deviation?.percent?.text(decimals: Deviation.decimals),
        amount: row.evidence.map { "\($0.amount)" }, is_new: row.isNew, units: "\(row.evidence?.units ?? 0)",
        lines: row.evidence?.lines ?? 0)
    }

    /// The evidence first: with a table there is always what it rests on.
    private static func write(_ draft: RateDraft, _ folder: String) throws {
      let (table, evidence) = ("\(folder)/\(draft.path)", "\(folder)/\(draft.evidencePath)")
      for path in [table, evidence] where FileManager.default.fileExists(atPath: path) {
        throw Failure(
          "\(path) is there already, and no draft is overwritten: publish it, remove it with its evidence, or name "
            + "another folder with --to-folder. Nothing was written.")
      }
      let bytes = try draft.tableFile()
      do {
        try FileManager.default.createDirectory(
          atPath: (evidence as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      } catch {
        throw Failure("\(folder) cannot be made or written: name another folder with --to-folder")
      }
      for (path, bytes) in [(evidence, draft.evidenceFile()), (table, bytes)] {
        try AtomicFile.write(path, isNew: true) { partial in
          try Data(bytes).write(to: URL(fileURLWithPath: partial))
        }
        Terminal.note("wrote \(path)")
      }
    }
  }
}
