import Crypto
import Foundation
import Ingest
import Ledger
import Money
import PlatformReports
import Plays
import Postgres
import Sheets
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
  private let formats: FormatBook
  private let context: (any JobContext)?
  private let bounds: ImportBounds
  private let progress: (_ read: Int64, _ size: Int64) -> Void

  /// - Parameters:
  ///   - formats: that the file may be of.
  ///   - bounds: of the file's text and rows.
  ///   - context: the work that it belongs to.
  ///   - progress: bytes of the file.
  package init(
    databaseURL: String, formats: FormatBook, bounds: ImportBounds = ImportBounds(), context: (any JobContext)? = nil,
    progress: @escaping (_ read: Int64, _ size: Int64) -> Void = { _, _ in }
  ) {
    self.databaseURL = databaseURL
    self.formats = formats
    self.bounds = bounds
    self.context = context
    self.progress = progress
  }

  /// - Parameters:
  ///   - path: text, plain or gzip, or a spreadsheet; the format is recognised by what is in it.
  ///   - name: the report's name on record, and in what is said of it; the file's own unless told.
  ///   - relation: to other reports. Of one that was taken in before, and that is not decided on, it takes the place of the
  ///     relation that it had.
  ///   - statement: the month in which the sender accounts, where the file does not tell.
  ///   - reason: for a report that can hardly be meant; it is kept.
  /// - Throws: `ImportError` with the file, the line and what to do.
  package func run(
    path: String, name: String? = nil, relation: ReportStore.Relation = .init(), statement: Period? = nil,
    reason: String? = nil
  ) throws -> Outcome {
    let called = name ?? (path as NSString).lastPathComponent
    let file = try ReportFile(path: path, called: called, bounds: bounds)
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
        var content = ReportContent()
        var scopes = ReportScopes()
        var limits = ReportLimits(rows: bounds.rows)
        var words = ReportWords()
        let rows = RowBuffer()
        var summary: ReportSummary?
        var format: ReportFormat?
        try ReportLines.write(db, report: number) { lines in
          func drain() throws {
            for row in rows.rows {
              try scopes.add(row)
              try limits.add(row)
              content.add(row)
              words.add(row)
              guard row.line <= Int32.max else { throw ImplausibleReport(reason: "more than \(Int32.max) lines.") }
              try lines.add(.init(row, market: try markets.number(of: row)))
            }
            rows.rows.removeAll(keepingCapacity: true)
          }
          let read = try file.read(
            formats, statement: statement, apart: { rows.keep($0) }, take: { rows.rows.append($0) },
            digest: { hash.update(bufferPointer: $0) }
          ) { done in
            try drain()
            progress(done, file.size)
          }
          summary = try read.result.get()
          format = read.format
          try drain()
        }
        let read = summary!
        // Of a report with rows they say of what it speaks: sales may be of other months than their summary.
        for total in read.statedTotals where read.rows == 0 { scopes.declare(total) }
        let spoken = scopes.all(declared: read.declaredCountries, Self.lateness(of: called, format))
        let statements = scopes.statements.union(read.facts.statements.map { [$0.lowerBound, $0.upperBound] } ?? [])
          .sorted()
        let said = content.digest(
          sender: read.sender ?? relation.account ?? read.account, scopes: spoken, totals: read.statedTotals,
          statements: statements)
        // One statement of nothing is like another, but for the month that its name tells.
        if read.rows == 0 { said.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        let digest = Array(hash.finalize())
        if let known = try reports.known(
          digest: digest, content: said, sender: read.sender, messageID: read.messageID)
        {
          throw Known(report: known)
        }
        try ReportPlausibility(db).check(spoken, reason: reason)
        try reports.insert(
          number,
          ReportArrival(
            read, digest: digest, content: said, file: called, statements: statements, takenBecause: reason,
            scopes: spoken))
        try FileMoneyStore(db).write(read.money, apart: rows.apart, of: number)
        if let off = try FileMoneyStore(db).contradiction(of: number) {
          throw ImplausibleReport(
            reason: "its rows come to \(off.file) \(off.currency), and what was kept of them to \(off.lines).")
        }
        try ReportWordStore(db).write(words.all, of: number)
        try StatedTotalStore(db).write(read.statedTotals, of: number)
        if !relation.isEmpty { try ReportRelating(db).record(relation, of: number) }
        try ReportRelating(db).checkOverlap(of: number)
        return Outcome(report: try reports.report(number)!, isKnown: false, summary: read)
      }
    } catch let implausible as ImplausibleReport {
      throw ImportError(
        "\(called): \(implausible.reason) Nothing of it was taken.", awaitsWord: implausible.awaitsWord)
    } catch let known as Known {
      if !relation.isEmpty {
        do {
          try ReportRelating(db).run(relation, of: known.report.id)
        } catch let refusal as Transaction.Refusal {
          throw ImportError(
            "\(called) was imported before as report \(known.report.id): \(refusal.description). Nothing was changed.")
        }
      }
      return Outcome(report: try ReportStore(db).report(known.report.id)!, isKnown: true, summary: nil)
    } catch let refusal as Transaction.Refusal {
      throw ImportError("\(called): \(refusal.description). Nothing of it was taken.", awaitsWord: true)
    } catch let error as ReportError {
      let isSentence = error.description.last.map { ".?!".contains($0) } ?? false
      throw ImportError("\(called): \(error.description)\(isSentence ? "" : ".") Nothing of it was taken.")
    } catch let error as SheetError {
      throw ImportError("\(error.description). Nothing of it was taken.")
    } catch let error as PostgresError where error.code == .uniqueViolation {
      // Somebody else has taken in the same file meanwhile.
      return try run(path: path, name: name, relation: relation, statement: statement, reason: reason)
    }
  }

  private struct Known: Error {
    let report: ReportStore.Report
  }

  /// Rows of a chunk: the reader's closure cannot write them itself.
  private final class RowBuffer {
    var rows: [ReportRow] = []
    /// Those that are none of the report's, the first of them: of more there are the sums.
    private(set) var apart: [RowApart] = []

    func keep(_ row: RowApart) {
      if apart.count < ReportImport.maximumApart { apart.append(row) }
    }
  }

  /// Rows that are kept apart with their lines, at most.
  private static let maximumApart = 200_000

  private static func lateness(of file: String, _ format: ReportFormat?) -> ReportScopes.Lateness {
    guard let format else { return .none }
    if format.isCorrection(file) { return .all }
    return format.isDistributors ? .earlierMonths : .none
  }
}
