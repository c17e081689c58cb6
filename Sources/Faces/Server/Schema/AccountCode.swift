import Ledger
import Money

/// The code of an account of the chart.
struct AccountCode: TextValue {
  let account: Account

  static var text: Schema.Text {
    let currencies = Currency.all.map(\.code).joined(separator: "|")
    return Schema.Text(
      name: "AccountCode", format: "account",
      pattern: "^(cash|fee:distribution|tax:withholding|suspense:(fx|not_ours)|(fx|rounding):(\(currencies))|"
        + #"platform:[^\u0000]+:(accrued|reported)|payee:[^\u0000]+:(estimated|payable|recoupable|reserve))$"#,
      example: "payee:art-0007:payable")
  }
  static var wanted: String { "an account, of which there are \(Account.chart)" }

  init?(spelling: String) {
    guard let account = Account(code: spelling) else { return nil }
    self.account = account
  }

  var spelling: String { account.code }
}
