import Crypto
import Foundation
import Ingest
import Money
import PlatformReports
import Plays
import Postgres
import Store
import Texts

/// Takes in a platform's report: whole or not at all, in bounded memory, and once.
package struct ReportImport {
  /// Result of taking in a file.
  package struct Outcome: Sendable {
    package let report: ReportStore.Report
    /// True if it was taken in before; then nothing was changed.
    package let isKnown: Bool
    /// `nil` where it was known.
    package let summary: ReportSummary?
  }

  private let databaseURL: String
  private let context: (any JobContext)?
  private let bounds: ImportBounds
  private let progress: (_ read: Int64, _ size: Int64) -> Void

  /// - Parameters:
  ///   - bounds: of the file's text and rows.
  ///   - context: the work that it belongs to.
  ///   - progress: bytes of the file.
  package init(
    databaseURL: String, bounds: ImportBounds = ImportBounds(), context: (any JobContext)? = nil,
    progress: @escaping (_ read: Int64, _ size: Int64) -> Void = { _, _ in }
  ) {
    self.databaseURL = databaseURL
    self.bounds = bounds
    self.context = context
    self.progress = progress
  }

  /// - Parameters:
  ///   - path: plain or gzip; the format is recognised by what is in it.
  ///   - name: the report's name on record, and in what is said of it; the file's own unless told.
  ///   - supersedes: the report that this one corrects.
  /// - Throws: `ImportError` with the file, the line and what to do.
  package func run(path: String, name: String? = nil, supersedes: Int32? = nil) throws -> Outcome {
    let called = name ?? (path as NSString).lastPathComponent
    let file = try TextFile(path: path, called: name, bounds: bounds)
    let options = Connection.Options(applicationName: "ledgerline-reconcile")
    let db = try Connection(url: databaseURL, options: options)
    db.context = context
    // Markets stay, whatever becomes of the file, and a COPY has the connection to itself.
    let markets = MarketNumbers(try Connection(url: databaseURL, options: options))
    do {
      return try db.transaction {
        let reports = ReportStore(db)
        let number = try reports.nextNumber()
        var hash = SHA256()
        var scopes = ReportScopes()
        var limits = ReportLimits(rows: bounds.rows)
        let rows = RowBuffer()
        var summary: ReportSummary?
        try ReportLines.write(db, report: number) { lines in
          func drain() throws {
            for row in rows.rows {
              try scopes.add(row)
              try limits.add(row)
              guard row.line <= Int32.max else { throw ImplausibleReport(reason: "more than \(Int32.max) lines.") }
              try lines.add(
                .init(
                  number: Int32(row.line), period: row.period, market: try markets.number(of: row),
                  hasTier: row.tier != nil, isrc: row.isrc, upc: row.upc, externalID: row.externalID,
                  currency: row.currency, units: row.units, amount: row.amount))
            }
            rows.rows.removeAll(keepingCapacity: true)
          }
          var reader = ReportReader { rows.rows.append($0) }
          try file.read { chunk, done in
            hash.update(bufferPointer: chunk)
            try reader.read(chunk)
            try drain()
            progress(done, file.size)
          }
          summary = try reader.finish()
          try drain()
        }
        let read = summary!
        let digest = Array(hash.finalize())
        if let known = try reports.known(digest: digest, sender: read.sender, messageID: read.messageID) {
          throw Known(report: known)
        }
        let spoken = scopes.all(declared: read.declaredCountries)
        let today = try PeriodStore(db).today()
        if let ahead = spoken.first(where: { $0.period > today.period }) {
          throw ImplausibleReport(
            reason: "it speaks of \(ahead.platform) in \(ahead.period), which has not begun: is the month right?")
        }
        if let supersedes { try check(db, supersedes, spoken) }
        try reports.insert(
          number, digest: digest, file: called, format: read.format, sender: read.sender, messageID: read.messageID,
          rows: Int64(read.rows), supersedes: supersedes, scopes: spoken)
        return Outcome(report: try reports.report(number)!, isKnown: false, summary: read)
      }
    } catch let implausible as ImplausibleReport {
      throw ImportError("\(called): \(implausible.reason) Nothing of it was taken.")
    } catch let known as Known {
      if let supersedes, known.report.supersedes != supersedes {
        throw ImportError(
          "\(called) was imported before as report \(known.report.id), which corrects "
            + (known.report.supersedes.map { "report \($0)" } ?? "no other")
            + "; what a report corrects is said when it is first imported. Nothing was changed.")
      }
      return Outcome(report: known.report, isKnown: true, summary: nil)
    } catch let error as ReportError {
      let isSentence = error.description.last.map { ".?!".contains($0) } ?? false
      throw ImportError("\(called): \(error.description)\(isSentence ? "" : ".") Nothing of it was taken.")
    } catch let error as PostgresError where error.code == .uniqueViolation {
      // Somebody else has taken in the same file meanwhile.
      return try run(path: path, name: name, supersedes: supersedes)
    }
  }

  private struct Known: Error {
    let report: ReportStore.Report
  }

  /// Rows of a chunk: the reader's closure cannot write them itself.
  private final class RowBuffer {
    var rows: [ReportRow] = []
  }

  private func check(_ db: Connection, _ corrected: Int32, _ scopes: [ReportStore.Scope]) throws {
    let reports = ReportStore(db)
    guard let report = try reports.report(corrected) else {
      throw ImportError("there is no report \(corrected) to supersede. Nothing was taken.")
    }
    guard report.status != .superseded else {
      throw ImportError(
        "report \(corrected) is superseded already: name the one that took its place. Nothing was taken.")
    }
    let spoken = Set(scopes.map { "\($0.platform) in \($0.period)" })
    let missing = try reports.scopes(corrected).map { "\($0.platform) in \($0.period)" }.filter { !spoken.contains($0) }
    guard missing.isEmpty else {
      throw ImportError(
        "report \(corrected) also speaks of \(missing.joined(separator: ", ")), and this file does not: it cannot stand in "
          + "its place. Nothing was taken.")
    }
  }
}
