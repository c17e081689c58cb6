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
  private let basis: PeriodBasis?

  /// - Parameter basis: of the period that is issued, where it was read before.
  package init(_ db: Connection, today: Day, basis: PeriodBasis? = nil) {
    self.db = db
    self.today = today
    self.basis = basis
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

  /// A label's statement over all its artists is not that of the payee whom the books call `label:x`.
  static func whose(_ kind: Statement.Kind, _ payee: String) -> String {
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
    let source = try StatementSource(
      db, kind, payee: payee, period, currency, revision: (last?.revision ?? 0) + 1, basis: basis)
    if let last {
      let same = try StatementSource(
        db, kind, payee: payee, period, currency, revision: last.revision, basis: source.basis)
      let document = PackedDocument()
      if try JSONRendering.write(same, keeping: document, to: { _ in }).digest == last.digest {
        // One from before documents were kept can be read from the books as long as nothing that it names has changed.
        if try !StatementDocumentStore(db).isKept(last.id) { try document.keep(as: last, db) }
        return last
      }
    }
    let document = PackedDocument()
    let (digest, isSound) = try JSONRendering.write(source, keeping: document) { _ in }
    guard isSound else { throw Self.unsound(payee, period, currency) }
    let revision = (last?.revision ?? 0) + 1
    let payable = try source.statement().figure(kind == .payee ? "payable" : "net")
    let calendar = AccountingCalendar(lastClosed: try PeriodStore(db).lastClosed(), today: today)
    let draft = StatementStore.Draft(
      place: PayeeCurrency(payee: payee, currency: currency), revision: revision, digest: digest, payable: payable,
      reason: last == nil ? nil : reason, names: try source.names(source.selection()))
    let link = try books.append([Self.note(kind, draft, period, on: calendar.date(of: today))])[0]
    let issued = try store.insert(kind, period, [draft], firstTransaction: link.number)[0]
    try document.keep(as: issued, db)
    return issued
  }

  /// The transaction by which the books record a statement.
  static func note(
    _ kind: Statement.Kind, _ draft: StatementStore.Draft, _ period: Period, on day: Day
  ) throws -> Transaction {
    let (payee, currency) = (draft.place.payee, draft.place.currency)
    return try Transaction(
      kind: .statement, accountingDate: day, earningPeriod: period,
      reference: "statement:\(period):\(whose(kind, payee)):\(currency):\(draft.revision)",
      reason: StatementStore.Issued.note(kind, draft.payable, currency, digest: draft.digest), entries: [])
  }

  static func unsound(_ payee: String, _ period: Period, _ currency: Currency) -> Transaction.Refusal {
    Transaction.Refusal(
      "the statement of \(payee) for \(period) in \(currency) does not come out: export the draft and look at its checks"
    )
  }
}
