import Ledger
import Money
import Plays
import Postgres
import Refusals
import StatementExport
import Statements
import Store

/// Issues the statements of a closed period. Each is issued once: again it is the one on record.
package struct IssueStatements: UseCase {
  package struct Answer: Codable, Sendable {
    package struct Failed: Codable, Sendable {
      package let payee: String
      package let currency: Currency
      package let reason: String
    }

    package let issued: [IssuedStatements.Item]
    package let failed: [Failed]

    package init(_ outcome: StatementRun.Outcome) {
      issued = outcome.issued.map(IssuedStatements.Item.init)
      failed = outcome.failed.map {
        Failed(payee: $0.place.payee, currency: $0.place.currency, reason: $0.reason)
      }
    }
  }

  package static let act = Act.issue
  package var subject: String { "\(period)" }

  let period: Period
  let kind: Statement.Kind
  let ids: [String]
  let reason: String?

  /// - Parameters:
  ///   - payees: only their statements; everybody's where nobody and no label is named.
  ///   - labels: only their statements over all their artists.
  ///   - ofLabels: true for the statements of all labels.
  ///   - reason: issues another revision where the catalog now calls something otherwise.
  /// - Throws: `Refused` where payees and labels are named.
  package init(
    _ period: Period, payees: [String], labels: [String], ofLabels: Bool = false, reason: String?
  ) throws(Refused) {
    kind = ofLabels || !labels.isEmpty ? .label : .payee
    guard kind == .payee || payees.isEmpty else {
      throw .unusable("label", "Name payees or labels, not both: a label's statement is over all its artists.")
    }
    self.period = period
    ids = payees + labels
    self.reason = reason
  }

  /// Payees or labels with a currency that there is a statement of.
  ///
  /// - Throws: `Transaction.Refusal` where the period is open, or one that is named has nothing in it.
  package func places(_ db: Connection) throws -> [PayeeCurrency] {
    try StatementIssue.requireClosed(period, db)
    let all = try kind == .payee ? SettlementStore(db).places(period) : StatementLineStore(db).labels(period)
    let named = try kind == .payee ? ids.map { try PartyStore(db).party($0) } : ids
    let places = all.filter { named.isEmpty || named.contains($0.payee) }
    let stranger = named.first { name in !all.contains { $0.payee == name } }
    guard stranger == nil, !places.isEmpty else {
      let whose = stranger.map { "\($0) has nothing" } ?? "nobody has anything"
      throw Transaction.Refusal("\(whose) in \(period): there is nothing to issue")
    }
    return places
  }

  /// The run that issues them.
  ///
  /// - Parameters:
  ///   - formats: of the files that it writes besides.
  ///   - folder: for the files.
  package func run(
    _ db: Connection, today: Day, files formats: [StatementFiles.Format] = [], to folder: String = ""
  ) throws -> StatementRun {
    try StatementRun(db, kind, period, today: today, files: formats, to: folder)
  }

  /// Issues some of them, in a run of theirs.
  package func issue(_ places: [PayeeCurrency], in run: StatementRun, over db: Connection) throws
    -> StatementRun.Outcome
  {
    try run.issue(places, reason: reason, over: db)
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let today = asking.today
    return Answer(
      try await asking.atLength { db in
        try issue(places(db), in: run(db, today: today), over: db)
      })
  }
}
