import Contracts
import Ledger
import Money
import Plays
import Posting
import Postgres
import Statements
import Store

/// Issues statements: freezes what they say, and has the books record it.
package struct StatementIssue {
  private let db: Connection
  private let today: Day

  package init(_ db: Connection, today: Day) {
    self.db = db
    self.today = today
  }

  /// Issues the statement of a payee or a label for a closed period, once. Again it is the one on record.
  ///
  /// - Parameter reason: for another revision, where the catalog now calls something otherwise; `nil` keeps the one on
  ///   record.
  /// - Throws: `Transaction.Refusal` for a period that is open, and where there is nothing to state.
  package func issue(
    _ kind: Statement.Kind, _ payee: String, _ period: Period, _ currency: Currency, reason: String? = nil
  ) throws -> StatementStore.Issued {
    try BookRetry.run(db) {
      try LedgerStore(db).exclusively { try issueExclusively(kind, payee, period, currency, reason) }
    }
  }

  /// - Throws: `Transaction.Refusal` for a period that is open: nothing in it is final.
  package static func requireClosed(_ period: Period, _ db: Connection) throws {
    guard let closed = try PeriodStore(db).lastSettled(), period <= closed else {
      throw Transaction.Refusal("\(period) is open: its statements are drafts until it is closed")
    }
  }

  /// Statements that were issued, and payees whose statements were not, with the reason.
  package struct Outcome: Sendable {
    package var issued: [StatementStore.Issued] = []
    package var failed: [(place: PayeeCurrency, reason: String)] = []

    package init() {}
  }

  /// Issues several; one that fails does not stop the others.
  package func issue(
    _ kind: Statement.Kind, _ places: [PayeeCurrency], _ period: Period, reason: String? = nil
  ) -> Outcome {
    var outcome = Outcome()
    for place in places {
      do {
        outcome.issued.append(try issue(kind, place.payee, period, place.currency, reason: reason))
      } catch {
        outcome.failed.append((place, "\(error)"))
      }
    }
    return outcome
  }

  /// A label's statement over all its artists is not that of the payee whom the books call `label:x`.
  private static func whose(_ kind: Statement.Kind, _ payee: String) -> String {
    switch kind {
    case .payee: NamedPayee.hasKind(payee) ? "payee:\(payee)" : payee
    case .label: "label:\(payee)"
    }
  }

  private func issueExclusively(
    _ kind: Statement.Kind, _ payee: String, _ period: Period, _ currency: Currency, _ reason: String?
  ) throws -> StatementStore.Issued {
    let (books, store) = (LedgerStore(db), StatementStore(db))
    try Self.requireClosed(period, db)
    let last = try store.last(kind, payee, period, currency)
    if let last, reason == nil { return last }
    let source = try StatementSource(db, kind, payee: payee, period, currency, revision: (last?.revision ?? 0) + 1)
    if let last {
      let same = try StatementSource(db, kind, payee: payee, period, currency, revision: last.revision)
      if try JSONRendering.digest(same).digest == last.digest { return last }
    }
    let (digest, isSound) = try JSONRendering.digest(source)
    guard isSound else {
      throw Transaction.Refusal(
        "the statement of \(payee) for \(period) in \(currency) does not come out: export the draft and look at its checks"
      )
    }
    let revision = (last?.revision ?? 0) + 1
    let payable = try source.statement().figure(kind == .payee ? "payable" : "net")
    let calendar = AccountingCalendar(lastClosed: try PeriodStore(db).lastClosed(), today: today)
    let note = try Transaction(
      kind: .statement, accountingDate: calendar.date(of: today), earningPeriod: period,
      reference: "statement:\(period):\(Self.whose(kind, payee)):\(currency):\(revision)",
      reason: StatementStore.Issued.note(kind, payable, currency, digest: digest), entries: [])
    let link = try books.append([note])[0]
    let id = try store.insert(
      kind, payee, period, currency, revision: revision, digest: digest, transaction: link.number, payable: payable,
      reason: last == nil ? nil : reason)
    try store.keepNames(id, source.names())
    guard let issued = try store.statement(id) else { preconditionFailure("it was just inserted") }
    return issued
  }
}
