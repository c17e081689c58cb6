import Ledger
import Postgres
import ReportMatching
import Store
import Texts

/// Takes files of a watched folder in, one after the other: each is kept under its digest, taken in as a report and compared, and
/// put to its place with what became of it.
///
/// Whenever the process ends, the next one goes on with what it had claimed: a report is taken once, and a file that was done with
/// is put to its place again.
package struct InboxIntake {
  /// A file that was dealt with.
  package struct Outcome: Sendable {
    package let file: InboxFile
    package let kind: InboxStore.Outcome
    /// The report that it is; `nil` where it was not taken.
    package let report: Int32?
    /// Why it was not taken, and what to do.
    package let reason: String?
  }

  private let folder: InboxFolder
  private let db: Connection
  private let databaseURL: String
  private let formats: InstalledFormats
  private let bounds: ImportBounds

  /// - Parameters:
  ///   - db: a connection of its own, that keeps others from taking in the same folder.
  ///   - formats: that files may be of.
  package init(
    _ folder: InboxFolder, _ db: Connection, databaseURL: String, formats: InstalledFormats, bounds: ImportBounds
  ) {
    self.folder = folder
    self.db = db
    self.databaseURL = databaseURL
    self.formats = formats
    self.bounds = bounds
  }

  /// Removes what a process that was ended has left half written. Nobody else takes files in meanwhile.
  package func clean() throws { try folder.removePartials() }

  /// Finishes what another process, or this one, had begun.
  ///
  /// - Throws: `PostgresError` or `InboxFolder.Failed`; the file stays claimed, and the next look goes on with it.
  package func resume(_ told: (Outcome) -> Void) throws {
    for file in try folder.interrupted() { told(try finish(file)) }
  }

  /// Takes a file in.
  ///
  /// - Returns: `nil` where it is gone.
  /// - Throws: as `resume`.
  package func take(_ file: InboxFile) throws -> Outcome? {
    try folder.claim(file) ? finish(file) : nil
  }

  private func finish(_ file: InboxFile) throws -> Outcome {
    let kept = try folder.keep(file)
    let outcome = try outcome(file, kept.path, kept.digest)
    try InboxStore(db).record(
      .init(
        digest: kept.digest, name: file.name, bytes: kept.bytes, account: file.account, outcome: outcome.kind,
        reason: outcome.reason, report: outcome.report))
    let place: InboxFolder.Place =
      switch outcome.kind {
      case .taken, .known: .taken
      case .waiting: .waiting
      case .refused: .refused
      }
    try folder.put(file, place, digest: kept.digest, reason: outcome.reason)
    return outcome
  }

  private func outcome(_ file: InboxFile, _ path: String, _ digest: [UInt8]) throws -> Outcome {
    let deed = Deed(.takeReport, by: .inbox, to: file.place)
    db.act(deed)
    do {
      let book = try formats.book(LabelFormatStore(db).all())
      let taken = try ReportImport(databaseURL: databaseURL, formats: book, bounds: bounds).run(
        path: path, name: file.name, relation: try relation(file, digest))
      if try !ComparisonStore(db).isCompared(taken.report.id) { try ReportMatch(db).run(taken.report.id) }
      try deed.finish(db, reference: "report \(taken.report.id)")
      return Outcome(file: file, kind: taken.isKnown ? .known : .taken, report: taken.report.id, reason: nil)
    } catch let error as ImportError {
      return Outcome(
        file: file, kind: error.awaitsWord ? .waiting : .refused, report: nil, reason: error.description)
    }
  }

  /// The account that a folder names is said once, of a report that is new: afterwards it is people who say.
  private func relation(_ file: InboxFile, _ digest: [UInt8]) throws -> ReportStore.Relation {
    guard let account = file.account, try !InboxStore(db).wasTaken(digest) else { return .init() }
    return .init(account: account)
  }
}
