import CSV
import Foundation
import Plays
import Postgres
import Rates
import Reconciliation
import Refusals
import Store

/// The next rate table of a platform, drafted from what its accepted reports paid. Nothing is published: that is for a
/// person to do.
package struct RateDraft: Sendable {
  /// Months of evidence where none are named: rates of long ago say little of the next.
  package static let months = 3

  package let platform: String
  package let periods: ClosedRange<Period>
  package let effective: Day
  /// The next that is free among the published tables of the date.
  package let version: Int
  package let calibration: Calibration
  /// True if the draft has other rates than the table in force.
  package let changesAnything: Bool
  /// The day from which another table is in force, published already, that replaces this one.
  package let replacedFrom: Day?

  /// - Parameters:
  ///   - effective: the first day of the month after the evidence where it is `nil`.
  ///   - from: the third last period of the evidence where it is `nil`.
  ///   - to: the last period with an accepted report where it is `nil`.
  /// - Throws: `Refused` where there is nothing to go by.
  package init(
    _ db: Connection, platform: String, effective: Day? = nil, from: Period? = nil, to: Period? = nil,
    rules: CalibrationRules = CalibrationRules()
  ) throws {
    let store = AccuracyStore(db)
    guard let last = try to ?? store.lastReported(platform) else {
      throw Refused(
        .conflict,
        "no report of \(platform) was accepted yet: there is nothing to calibrate by. "
          + "`ledgerline reconcile import` and `accept` one first.")
    }
    let first = from ?? last.advanced(by: 1 - Self.months)
    guard first <= last else {
      throw Refused(.conflict, "the evidence would begin with \(first) and end with \(last): name both periods")
    }
    let evidence = try store.evidence(platform, first...last)
    guard let newest = evidence.map(\.period).max() else {
      throw Refused(
        .conflict,
        "no accepted report of \(platform) has a line from \(first) to \(last): "
          + "`ledgerline reconcile list --platform \(platform)` shows which periods there are")
    }
    let day = effective ?? newest.next.first
    let rates = RateStore(db)
    let book = try rates.book()
    self.platform = platform
    periods = first...last
    self.effective = day
    version = try rates.nextVersion(platform, day)
    let present = book.table(platform: platform, on: day)
    calibration = try Calibration(platform: platform, present: present, evidence, rules: rules)
    changesAnything = calibration.table(effective: day).map { $0.quotes != present?.quotes } ?? false
    replacedFrom = try rates.list().filter { $0.platform == platform && $0.effective > day }.map(\.effective).min()
  }

  /// Place of the table in a folder of rate tables: `spotify/2026-11-01.csv`.
  package var path: String { "\(platform)/\(RateTable.fileName(effective: effective, version: version))" }
  /// Place of the evidence: in a folder that is not looked into for tables.
  package var evidencePath: String {
    "\(platform)/evidence/\(RateTable.fileName(effective: effective, version: version))"
  }

  /// The bytes of the table's file, once they are known to read back as the table.
  package func tableFile() throws -> [UInt8] {
    let bytes = Array(calibration.rateFile.utf8)
    guard try RateTableFile.parse(path: path, bytes: bytes) == calibration.table(effective: effective, version: version)
    else { throw Refused(.conflict, "\(path) would not read back as it was drafted: nothing was written") }
    return bytes
  }

  package func evidenceFile() -> [UInt8] {
    Array(calibration.evidenceRows.map { CSVRecord.line($0) + "\n" }.joined().utf8)
  }
}
