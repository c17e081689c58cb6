import Ledger
import Money
import Schemas

/// The code of an account of the chart.
package struct AccountCode: TextValue {
  package let account: Account

  package static var text: Schema.Text {
    let currencies = Currency.all.map(\.code).joined(separator: "|")
    return Schema.Text(
      name: "AccountCode", format: "account",
      pattern: "^(cash|fee:distribution|tax:withholding|suspense:(fx|not_ours)|(fx|rounding):(\(currencies))|"
        + #"platform:[^\u0000]+:(accrued|reported)|payee:[^\u0000]+:(estimated|payable|recoupable|reserve))$"#,
      example: "payee:art-0007:payable")
  }
  package static var wanted: String { "an account, of which there are \(Account.chart)" }

  package init?(spelling: String) {
    guard let account = Account(code: spelling) else { return nil }
    self.account = account
  }

  package var spelling: String { account.code }
}
