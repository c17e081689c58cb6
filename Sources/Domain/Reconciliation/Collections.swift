import Money
import Plays

/// Money of accepted reports that has come in, by platform's month and currency.
package struct Collections: Sendable {
  /// A platform's month in the currency of its reports.
  package struct Scope: Hashable, Sendable {
    package let period: Period
    package let platform: String
    package let currency: Currency

    package init(_ period: Period, _ platform: String, _ currency: Currency) {
      self.period = period
      self.platform = platform
      self.currency = currency
    }
  }

  /// An accepted report, in a scope.
  package struct Report: Hashable, Sendable {
    package let number: Int64
    package let reported: Amount
    package let received: Amount

    package init(number: Int64, reported: Amount, received: Amount) {
      self.number = number
      self.reported = reported
      self.received = received
    }

    /// True if all of it has come in. A report of nothing, or of money that is taken back, has nothing to come.
    package var isWhole: Bool { reported <= .zero || received >= reported }
  }

  /// Scopes of which something has not come in, with all reports that count in them, by number. One without reports is of
  /// what was withdrawn.
  package private(set) var outstanding: [Scope: [Report]]

  /// - Parameters:
  ///   - standings: of all platforms.
  ///   - withdrawn: scopes that a report said something of which was withdrawn.
  package init(_ standings: [PlatformStanding], withdrawn: Set<Scope> = []) {
    var reports: [Scope: [Report]] = [:]
    for standing in standings {
      for balance in standing.ageing.balances {
        for item in balance.items {
          guard let number = Int64(item.receivable.reference) else { continue }
          reports[Scope(item.receivable.period, standing.platform, balance.currency), default: []].append(
            Report(
              number: number, reported: item.receivable.amount, received: item.receivable.amount - item.remaining))
        }
      }
    }
    outstanding = reports.filter { !$0.value.allSatisfy(\.isWhole) }.mapValues { $0.sorted { $0.number < $1.number } }
    for scope in withdrawn where reports[scope] == nil { outstanding[scope] = [] }
  }

  /// True if it takes the lines of the scope to tell which report each is of.
  package func isDivided(_ scope: Scope) -> Bool { (outstanding[scope]?.count ?? 0) > 1 }
}
