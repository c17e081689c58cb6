import Foundation
import Ledger
import Money
import Plays
import Posting
import Postgres
import Statements
import Store

/// Issues the statements of a closed period and writes their files, many at a time.
///
/// Each is read once, for its digest and all its files, and waits beside its place. The books are held for as long as it
/// takes to put a few of them on record together; then their files get their names. A run that is cut off leaves
/// statements on record of which files are missing at most, and the next one writes those.
package struct StatementRun: Sendable {
  /// Statements that were issued, and payees whose statements were not, with the reason.
  package struct Outcome: Sendable {
    package var issued: [StatementStore.Issued] = []
    package var failed: [(place: PayeeCurrency, reason: String)] = []

    package init() {}

    package static func += (a: inout Outcome, b: Outcome) {
      a.issued += b.issued
      a.failed += b.failed
    }
  }

  /// Statements that are drawn up before the books are asked for: their files wait on disk, and names and small details in
  /// memory.
  package static let atATime = 16

  private let kind: Statement.Kind
  private let period: Period
  private let today: Day
  private let formats: [StatementFiles.Format]
  private let folder: String
  private let basis: PeriodBasis

  /// - Parameters:
  ///   - formats: of the files that are written; none where they are issued only.
  ///   - folder: for the files.
  package init(
    _ db: Connection, _ kind: Statement.Kind, _ period: Period, today: Day,
    files formats: [StatementFiles.Format] = [], to folder: String = ""
  ) throws {
    self.kind = kind
    self.period = period
    self.today = today
    self.formats = formats
    self.folder = folder
    basis = try PeriodBasis(db, period)
  }

  /// Issues several; one that fails does not stop the others.
  ///
  /// - Parameters:
  ///   - db: a session of the caller's own: any number may work at once.
  ///   - reason: for other revisions, where the catalog now calls something otherwise.
  /// - Throws: `CancellationError`, or `PostgresError` where the database went, or ended the statement.
  package func issue(_ places: [PayeeCurrency], reason: String? = nil, over db: Connection) throws -> Outcome {
    var outcome = Outcome()
    var rest = places[...]
    while !rest.isEmpty {
      let some = Array(rest.prefix(Self.atATime))
      rest = rest.dropFirst(some.count)
      if reason == nil, let issued = try? together(some, db) {
        outcome += issued
      } else {
        for place in some { try issue(place, reason, over: db, into: &outcome) }
      }
    }
    return outcome
  }

  /// Issues one by itself, so that its fault is its own.
  private func issue(
    _ place: PayeeCurrency, _ reason: String?, over db: Connection, into outcome: inout Outcome
  ) throws {
    do {
      let issued = try StatementIssue(db, today: today, basis: basis)
        .issue(kind, place.payee, period, place.currency, reason: reason)
      try StatementFiles(db).write(issued, as: formats, to: folder, basis: basis)
      outcome.issued.append(issued)
    } catch let error as CancellationError {
      throw error
    } catch let error as PostgresError where error.isConnectionLost || error.code == .queryCanceled {
      throw error
    } catch {
      outcome.failed.append((place, "\(error)"))
    }
  }

  /// The state of the period that statements are drawn up of: whoever opens it again changes what they say.
  private struct State: Equatable {
    let isClosed: Bool
    let round: Int32

    init(_ period: Period, _ db: Connection) throws {
      isClosed = try PeriodStore(db).lastSettled().map { period <= $0 } ?? false
      round = try PeriodStore(db).round(of: period)
    }
  }

  /// One of several needs to be looked at by itself, which tells why.
  private struct OneByOne: Error {}

  /// - Throws: where one of them needs to be looked at by itself; nothing was issued then.
  private func together(_ places: [PayeeCurrency], _ db: Connection) throws -> Outcome {
    var drawn: [DrawnStatement] = []
    defer { for statement in drawn { statement.discard() } }
    let (state, before) = try db.snapshot {
      let state = try State(period, db)
      guard state.isClosed else { throw OneByOne() }
      let before = try StatementStore(db).last(kind, places, period)
      for place in places where before[place] == nil {
        let source = try StatementSource(
          db, kind, payee: place.payee, period, place.currency, revision: 1, basis: basis)
        drawn.append(try DrawnStatement(source, as: formats, in: folder))
      }
      return (state, before)
    }
    guard drawn.allSatisfy(\.isSound) else { throw OneByOne() }
    try drawn.forEach { try $0.synchronize() }
    let issued = drawn.isEmpty ? before : try BookRetry.run(db) { try record(drawn, places, state, db) }
    for statement in drawn {
      // Where somebody else has issued it meanwhile, the file is that of the statement on record.
      if let issued = issued[statement.place], issued.digest == statement.digest {
        try statement.move(to: folder, as: issued)
      }
    }
    var outcome = Outcome()
    for place in places {
      guard let issued = issued[place] else { continue }
      do {
        try StatementFiles(db).write(issued, as: formats, to: folder, basis: basis)
        outcome.issued.append(issued)
      } catch let error as PostgresError {
        throw error
      } catch {
        outcome.failed.append((place, "\(error)"))
      }
    }
    return outcome
  }

  /// Puts statements on record in one transaction of the database.
  ///
  /// - Returns: the statements on record of all of the places.
  private func record(
    _ drawn: [DrawnStatement], _ places: [PayeeCurrency], _ state: State, _ db: Connection
  ) throws -> [PayeeCurrency: StatementStore.Issued] {
    let (books, store) = (LedgerStore(db), StatementStore(db))
    return try books.exclusively {
      guard try State(period, db) == state else { throw OneByOne() }
      var onRecord = try store.last(kind, places, period)
      let new = drawn.filter { onRecord[$0.place] == nil }
      let drafts = new.map(\.draft)
      guard !drafts.isEmpty else { return onRecord }
      let calendar = AccountingCalendar(lastClosed: try PeriodStore(db).lastClosed(), today: today)
      let day = calendar.date(of: today)
      let links = try books.append(drafts.map { try StatementIssue.note(kind, $0, period, on: day) })
      let issued = try store.insert(kind, period, drafts, firstTransaction: links[0].number)
      for (drawn, issued) in zip(new, issued) {
        try drawn.keep(as: issued, db)
        onRecord[drawn.place] = issued
      }
      return onRecord
    }
  }
}
