import Ledger
import Money
import Plays
import Postgres
import Statements
import Store

/// The sheets that come from accounts: the account itself, recoupment, reserves, adjustments.
struct StatementBooks {
  let db: Connection
  let payee: String
  let period: Period
  let currency: Currency
  let settlement: Settlement
  let transactions: PeriodTransactions

  /// Dated entries with the balance after each; of an open period with what its end would add.
  func account() throws -> Table {
    var rows: [[Table.Cell]] = []
    var balance = settlement.opening
    func add(
      _ day: Day, _ transaction: Int64?, _ kind: String, _ earned: Period?, _ reference: String, _ amount: Amount
    ) {
      guard amount != .zero else { return }
      balance += amount
      rows.append([
        .init(day), transaction.map { .integer($0) } ?? .none, .text(kind), .init(earned), .text(reference),
        .amount(amount), .amount(balance),
      ])
    }
    let entries = try entries([.payeeEstimated(payee), .payeePayable(payee)])
    let isSettled = entries.contains { $0.kind == "settlement" }
    for entry in entries {
      add(entry.date, entry.transaction, entry.cause ?? entry.kind, entry.earned, entry.reference, -entry.amount)
    }
    if !isSettled {
      let movement = settlement.reserveReleased - settlement.reserveHeld - settlement.recouped - settlement.withholding
      add(period.last, nil, "settlement", nil, "at the close of \(period)", movement)
    }
    return Table(.payee, "account", rows: rows)
  }

  /// The year up to the period: what each month came to. A closed month's row never changes.
  func months() throws -> Table {
    let place = PayeeCurrency(payee: payee, currency: currency)
    var rows: [[Table.Cell]] = try SettlementStore(db).months(period.advanced(by: -11), before: period, place).map {
      [.init($0.period), .amount($0.royalties), .amount($0.net), .amount($0.payable)]
    }
    rows.append([.init(period), .amount(settlement.royalties), .amount(settlement.net), .amount(settlement.payable)])
    return Table(.payee, "months", rows: rows)
  }

  /// Advances, and what of them was earned back.
  func recoupment() throws -> Table {
    let entries = try entries([.payeeRecoupable(payee)]).filter { $0.kind != "settlement" }
    let opening = settlement.unrecouped + settlement.recouped - entries.reduce(.zero) { $0 + $1.amount }
    var rows: [[Table.Cell]] = []
    func add(_ day: Day, _ what: String, _ amount: Amount) {
      if amount != .zero { rows.append([.init(day), .text(what), .amount(amount)]) }
    }
    add(period.first, "not recouped before", opening)
    for entry in entries { add(entry.date, entry.reference, entry.amount) }
    add(period.last, "recouped", .zero - settlement.recouped)
    let place = PayeeCurrency(payee: payee, currency: currency)
    if settlement.unrecouped > .zero, try !EarnableCurrencies(db).without([place]).isEmpty {
      rows.append([
        .init(period.last), .text("no contract can earn \(currency): nothing of this is earned back"), .amount(.zero),
      ])
    }
    return Table(.payee, "recoupment", rows: rows)
  }

  /// Reserves held after the period, by their release.
  func reserves() -> Table {
    Table(
      .payee, "reserves",
      rows: settlement.next.reserves.filter { $0.value != .zero }.sorted { $0.key < $1.key }.map {
        [.init($0.key), .amount($0.value)]
      })
  }

  /// Postings about earlier months, with the statement that each corrects, and what people recorded.
  func adjustments(_ late: [Period: Amount]) throws -> Table {
    let place = PayeeCurrency(payee: payee, currency: currency)
    var rows: [[Table.Cell]] = try late.filter { $0.value != .zero }.sorted { $0.key < $1.key }.map { earned, amount in
      // A month in which the payee had nothing has no statement to correct.
      let settled = try SettlementStore(db).months(earned, before: earned.next, place).first
      return [
        .init(earned), .text("royalties of \(earned) posted in \(period)"),
        .init(settled.map { _ in "corrects \(StatementStore.Issued.number(.payee, earned, payee, currency))" }),
        .amount(amount),
      ]
    }
    for entry in try entries([.payeeEstimated(payee), .payeePayable(payee)])
    where !["royalties", "settlement", "payment"].contains(entry.kind) {
      rows.append([
        .init(entry.earned), .text(entry.reason ?? entry.kind), .text(entry.reference), .amount(.zero - entry.amount),
      ])
    }
    return Table(.payee, "adjustments", rows: rows)
  }

  private func entries(_ accounts: [Account]) throws -> [AccountStore.PeriodEntry] {
    try AccountStore(db).entries(accounts.map(\.code), currency: currency.code, transactions)
  }
}
