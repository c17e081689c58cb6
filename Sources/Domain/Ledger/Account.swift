import Money

/// An account of the chart, by its code.
///
/// Debits are positive and credits negative: an asset has a balance above zero, a liability or an income one below.
package enum Account: Hashable, Sendable {
  /// Money that we expect a platform to pay, and that it says it owes: assets.
  case platformAccrued(String)
  case platformReported(String)
  /// Money that a payee has earned by estimate, and by what platforms reported: liabilities.
  case payeeEstimated(String)
  case payeePayable(String)
  /// Advances and costs that a payee has not earned back: an asset.
  case payeeRecoupable(String)
  /// Money held back from a payee against returns: a liability.
  case payeeReserve(String)
  /// Our fee: income.
  case fee
  /// Money that waits for an exchange rate, or for an owner: liabilities.
  case suspenseFX
  case suspenseNotOurs
  case cash
  /// Tax held back for the authorities: a liability.
  case withholding
  /// The other side of a conversion, in each of its two currencies.
  case fx(Currency)
  case rounding(Currency)

  /// The code, as in `payee:art-000:estimated`.
  package var code: String {
    switch self {
    case .platformAccrued(let platform): "platform:\(platform):accrued"
    case .platformReported(let platform): "platform:\(platform):reported"
    case .payeeEstimated(let payee): "payee:\(payee):estimated"
    case .payeePayable(let payee): "payee:\(payee):payable"
    case .payeeRecoupable(let payee): "payee:\(payee):recoupable"
    case .payeeReserve(let payee): "payee:\(payee):reserve"
    case .fee: "fee:distribution"
    case .suspenseFX: "suspense:fx"
    case .suspenseNotOurs: "suspense:not_ours"
    case .cash: "cash"
    case .withholding: "tax:withholding"
    case .fx(let currency): "fx:\(currency)"
    case .rounding(let currency): "rounding:\(currency)"
    }
  }

  /// Reads a code; `nil` where the chart has no such account. An id may itself contain colons.
  package init?(code: String) {
    switch code {
    case "cash": self = .cash
    case "fee:distribution": self = .fee
    case "suspense:fx": self = .suspenseFX
    case "suspense:not_ours": self = .suspenseNotOurs
    case "tax:withholding": self = .withholding
    default:
      // By bytes: an id may begin with a mark that would be one character with the colon.
      let colon = UInt8(ascii: ":")
      guard let first = code.utf8.firstIndex(of: colon), let last = code.utf8.lastIndex(of: colon) else { return nil }
      let kind = code[..<first]
      let end = String(code[code.utf8.index(after: last)...])
      if first == last {
        guard let currency = Currency(end), currency.code == end else { return nil }
        switch kind {
        case "fx": self = .fx(currency)
        case "rounding": self = .rounding(currency)
        default: return nil
        }
        return
      }
      let id = String(code[code.utf8.index(after: first)..<last])
      guard !id.isEmpty else { return nil }
      switch (kind, end) {
      case ("platform", "accrued"): self = .platformAccrued(id)
      case ("platform", "reported"): self = .platformReported(id)
      case ("payee", "estimated"): self = .payeeEstimated(id)
      case ("payee", "payable"): self = .payeePayable(id)
      case ("payee", "recoupable"): self = .payeeRecoupable(id)
      case ("payee", "reserve"): self = .payeeReserve(id)
      default: return nil
      }
    }
  }

  /// The payee that the account is kept for.
  package var payee: String? {
    switch self {
    case .payeeEstimated(let id), .payeePayable(let id), .payeeRecoupable(let id), .payeeReserve(let id): id
    default: nil
    }
  }

  /// The platform that the account is kept for.
  package var platform: String? {
    switch self {
    case .platformAccrued(let id), .platformReported(let id): id
    default: nil
    }
  }

  /// Spelling of the chart, for those who get it wrong.
  package static let chart =
    "cash, fee:distribution, tax:withholding, suspense:fx, suspense:not_ours, fx:CUR, rounding:CUR, "
    + "platform:ID:accrued, platform:ID:reported, payee:ID:estimated, payee:ID:payable, payee:ID:recoupable, "
    + "payee:ID:reserve"
}
