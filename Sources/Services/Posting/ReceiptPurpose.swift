import Ledger
import Money
import Plays
import Postgres
import Store

/// Check of a receipt's purpose: a platform's money can be for what it is said to be for.
struct ReceiptPurpose {
  let db: Connection
  let today: Day

  init(_ db: Connection, today: Day) {
    self.db = db
    self.today = today
  }

  /// - Throws: `Transaction.Refusal` that says what to do instead.
  func check(_ purpose: ReceivableStore.Purpose, of platform: String) throws {
    switch purpose {
    case .report(let number): try check(report: number, of: platform)
    case .period(let period):
      guard period <= today.period else {
        throw Transaction.Refusal("\(period) has not begun: name the period that the money is for, or none")
      }
    }
  }

  /// - Throws: `Transaction.Refusal` for a currency that the purpose, a report, has no line in.
  func check(_ purpose: ReceivableStore.Purpose, isIn currency: Currency) throws {
    guard case .report(let number) = purpose else { return }
    let currencies = try ReportStore(db).currencies(number)
    guard currencies.isEmpty || currencies.contains(currency) else {
      throw PaymentPlausibility.refusal(
        "report \(number) is in \(currencies.map(\.code).joined(separator: ", ")), and the receipt in \(currency)")
    }
  }

  private func check(report number: Int32, of platform: String) throws {
    let reports = ReportStore(db)
    guard let report = try reports.report(number) else {
      throw Transaction.Refusal(
        "there is no reconciliation \(number): `ledgerline reconcile list` shows their numbers")
    }
    let scopes = try reports.scopes(number)
    guard scopes.contains(where: { $0.platform == platform }) else {
      let platforms = Set(scopes.map(\.platform)).sorted().joined(separator: ", ")
      throw Transaction.Refusal(
        "report \(number) speaks of \(platforms), not of \(platform): "
          + "`ledgerline reconcile list --platform \(platform)` shows which do")
    }
    switch report.status {
    case .accepted: return
    case .received:
      throw Transaction.Refusal(
        "report \(number) is not accepted: accept it first with `ledgerline reconcile accept \(number)`, "
          + "or record the receipt for its period")
    case .rejected:
      throw Transaction.Refusal("report \(number) was rejected: name an accepted one, or the period")
    case .withdrawn:
      throw Transaction.Refusal("report \(number) was withdrawn: name one that is accepted, or the period")
    case .superseded:
      throw Transaction.Refusal(
        "report \(number) was corrected by another, which is accepted: name that one "
          + "(`ledgerline reconcile list --platform \(platform)`), or the period")
    }
  }
}
