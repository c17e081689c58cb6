import Foundation
import Money
import Plays
import Postgres
import Rates
import Reconciliation
import Refusals
import ReportMatching
import Schemas
import StatementExport
import Store

/// Drafts a platform's next rate table from what its accepted reports paid, into a folder; nothing is published.
package struct DraftRates: Question {
  package struct Answer: Codable, Sendable {
    package struct Row: Codable, Sendable {
      package let country, tier: String
      /// Reason for keeping the present rate; empty where one was drafted.
      package let reason: String
      package let currency: Currency?
      package let present_rate, drafted_rate, deviation_percent: String?
      package let amount: Amount?
      package let is_new: Bool
      package let units: String
      package let lines: Int

      init(_ row: CalibrationRow) {
        country = row.scope.country?.description ?? "*"
        tier = row.scope.tier ?? "*"
        switch row.outcome {
        case .drafted: (drafted_rate, reason) = (row.quote.map { "\($0.rate)" }, "")
        case .kept(let why): (drafted_rate, reason) = (nil, why.rawValue)
        }
        currency = row.quote?.currency ?? row.present?.currency ?? row.evidence?.currency
        present_rate = row.present.map { "\($0.rate)" }
        deviation_percent = row.deviation?.percent?.text(decimals: Deviation.decimals)
        amount = row.evidence?.amount
        is_new = row.isNew
        units = "\(row.evidence?.units ?? 0)"
        lines = row.evidence?.lines ?? 0
      }
    }

    package let platform: String
    package let effective: Day
    package let from, to: Period
    /// Paths of the files; left out where nothing was written.
    package let table, evidence: String?
    /// First day of another table, published already, that replaces this one.
    package let replaced_from: Day?
    package let rows: [Row]
  }

  let platform: String
  let effective: Day?
  let from, to: Period?
  let rules: CalibrationRules
  let folder: String

  /// - Parameters: as `RateDraft` takes them.
  package init(
    platform: String, effective: Day?, from: Period?, to: Period?, rules: CalibrationRules, folder: String
  ) {
    self.platform = Market.code(platform)
    self.effective = effective
    self.from = from
    self.to = to
    self.rules = rules
    self.folder = folder
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let draft = try await asking.database { db in
      try db.snapshot {
        try PartyStore(db).requirePlatform(platform)
        return try RateDraft(db, platform: platform, effective: effective, from: from, to: to, rules: rules)
      }
    }
    if draft.changesAnything { try write(draft) }
    return Answer(
      platform: platform, effective: draft.effective, from: draft.periods.lowerBound, to: draft.periods.upperBound,
      table: draft.changesAnything ? "\(folder)/\(draft.path)" : nil,
      evidence: draft.changesAnything ? "\(folder)/\(draft.evidencePath)" : nil, replaced_from: draft.replacedFrom,
      rows: draft.calibration.rows.map(Answer.Row.init))
  }

  /// The evidence first: with a table there is always what it rests on.
  private func write(_ draft: RateDraft) throws {
    let (table, evidence) = ("\(folder)/\(draft.path)", "\(folder)/\(draft.evidencePath)")
    for path in [table, evidence] where FileManager.default.fileExists(atPath: path) {
      throw Refused(
        .conflict,
        "\(path) is there already, and no draft is overwritten: publish it, remove it with its evidence, or name "
          + "another folder with --to-folder. Nothing was written.")
    }
    let bytes = try draft.tableFile()
    do {
      try FileManager.default.createDirectory(
        atPath: (evidence as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    } catch {
      throw Refused(.conflict, "\(folder) cannot be made or written: name another folder with --to-folder")
    }
    for (path, bytes) in [(evidence, draft.evidenceFile()), (table, bytes)] {
      try AtomicFile.write(path, isNew: true) { partial in
        try Data(bytes).write(to: URL(fileURLWithPath: partial))
      }
    }
  }
}
