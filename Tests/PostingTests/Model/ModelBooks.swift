/// The books that facts imply: what all royalty postings of an earning period must sum to, however many there were.
struct ModelBooks: Sendable {
  let facts: ModelFacts

  init(_ facts: ModelFacts) {
    self.facts = facts
  }

  /// Every line behind the figures, reports taken into account; for debugging.
  func lines() -> [ModelLine] {
    ModelDerivation(facts: facts).lines()
  }

  /// Every line as the plays alone imply it: what the earnings endpoints go on showing after a report.
  func estimatedLines() -> [ModelLine] {
    ModelDerivation(facts: facts).estimatedLines()
  }

  /// The payees' shares, without those that come to zero.
  func royalties() -> [ModelRoyaltyKey: Int128] {
    var sums: [ModelRoyaltyKey: Int128] = [:]
    for line in lines() {
      guard let currency = line.royaltyCurrency else { continue }
      for share in line.shares {
        let key = ModelRoyaltyKey(earningPeriod: line.key.period, payee: share.payee, currency: currency)
        sums[key, default: 0] += share.amount
      }
    }
    return sums.filter { $0.value != 0 }
  }

  /// Signed balances of the royalty postings (debits positive), without those that come to zero.
  func royaltyBalances() -> [ModelBalanceKey: Int128] {
    var balances: [ModelBalanceKey: Int128] = [:]
    for line in lines() {
      for (account, currency, amount) in entries(of: line) {
        let key = ModelBalanceKey(earningPeriod: line.key.period, account: account, currency: currency)
        balances[key, default: 0] += amount
      }
    }
    return balances.filter { $0.value != 0 }
  }

  /// One line in the books; its entries sum to zero in each currency.
  private func entries(of line: ModelLine) -> [(account: String, currency: String, amount: Int128)] {
    guard let currency = line.key.currency else { return [] }
    let isReported = line.source != .estimated
    let platform = "platform:\(line.key.platform):" + (isReported ? "reported" : "accrued")
    var entries = [(account: platform, currency: currency, amount: line.gross)]
    guard let converted = line.converted, let royaltyCurrency = line.royaltyCurrency else {
      let suspense = line.source == .notOurs ? "suspense:not_ours" : "suspense:fx"
      entries.append((suspense, currency, -line.gross))
      return entries
    }
    if royaltyCurrency != currency {
      entries.append(("fx:\(currency)", currency, -line.gross))
      entries.append(("fx:\(royaltyCurrency)", royaltyCurrency, converted))
    }
    entries.append(("fee:distribution", royaltyCurrency, -line.fee))
    for share in line.shares {
      let payee = "payee:\(share.payee):" + (isReported ? "payable" : "estimated")
      entries.append((payee, royaltyCurrency, -share.amount))
    }
    return entries
  }
}

/// An account's balance in one currency, as far as one earning period made it.
struct ModelBalanceKey: Sendable, Hashable, CustomStringConvertible {
  var earningPeriod: String
  var account: String
  var currency: String

  var description: String { "\(earningPeriod) \(account) \(currency)" }
}

/// What a payee earned in one currency in one period.
struct ModelRoyaltyKey: Sendable, Hashable, CustomStringConvertible {
  var earningPeriod: String
  var payee: String
  var currency: String

  var description: String { "\(earningPeriod) \(payee) \(currency)" }
}
