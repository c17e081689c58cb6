import Contracts
import Earnings
import Money
import Plays

/// Lines on their way into one transaction: what they add to accounts and payees.
///
/// Every amount of a line is added to one account, or taken from one, by the line's key alone. So lines may be added up
/// first and turned into entries once, and a line's reversal is the line with its signs turned.
package struct RoyaltySums: Sendable {
  /// Key that decides the accounts of a line.
  private struct Group: Hashable {
    let contract: Int32
    let artist: Int32
    let platform: String
    let currency: Currency?
    let basis: Line.Basis
    /// True if the track is ours.
    let isOurs: Bool
  }

  /// A payee's part of the lines, in the statement's currency.
  package struct Royalty: Hashable, Sendable {
    package let payee: String
    package let currency: Currency
    package let plays: Int64
    package let gross: Amount
    package let fee: Amount
    package let share: Amount
    /// The part of `share` that is money beside plays.
    package let besidePlays: Amount

    package init(
      payee: String, currency: Currency, plays: Int64, gross: Amount, fee: Amount, share: Amount,
      besidePlays: Amount = .zero
    ) {
      self.payee = payee
      self.currency = currency
      self.plays = plays
      self.gross = gross
      self.fee = fee
      self.share = share
      self.besidePlays = besidePlays
    }
  }

  private var sums: [Group: Line.Figures] = [:]

  package init() {}

  package var isEmpty: Bool { sums.isEmpty }

  /// Sums by contract, artist, platform and currency that are kept.
  var count: Int { sums.count }

  /// Gross by currency.
  package var gross: MoneyByCurrency {
    var gross = MoneyByCurrency()
    for (group, figures) in sums { if let currency = group.currency { gross.add(figures.gross, currency) } }
    return gross
  }

  /// The numbers of the artists that `entries` and `royalties` ask for.
  package var artists: Set<Int32> { Set(sums.keys.filter(\.isOurs).map(\.artist)) }

  /// Adds what a transaction adds to a line.
  package mutating func add(_ line: Line, of track: Int32, platform: String) {
    let group = Group(
      contract: line.key.contract, artist: line.key.artist, platform: platform, currency: line.key.currency,
      basis: line.key.basis, isOurs: track != 0)
    sums[group, default: Line.Figures()] += line.figures
  }

  package static func += (a: inout RoyaltySums, b: RoyaltySums) { a.sums.merge(b.sums) { $0 + $1 } }

  /// The entries, by the posting rules of docs/ledger.md. They balance in each currency.
  ///
  /// - Parameter artist: the id of an artist's number.
  package func entries(_ contracts: ContractBook, artist: (Int32) throws -> String) rethrows -> [Entry] {
    var entries = EntrySums()
    for (group, figures) in sums {
      guard let currency = group.currency else { continue }
      entries.add(
        group.basis == .estimated ? .platformAccrued(group.platform) : .platformReported(group.platform), currency,
        figures.gross)
      entries.add(group.isOurs ? .suspenseFX : .suspenseNotOurs, currency, -figures.waiting)
      let settled = contracts[group.contract]?.currency ?? currency
      if settled != currency {
        entries.add(.fx(currency), currency, figures.waiting - figures.gross)
        entries.add(.fx(settled), settled, figures.converted)
      }
      entries.add(.fee, settled, -figures.fee)
      for (payee, share) in zip(try payees(group, contracts, artist), figures.shares) {
        entries.add(group.basis == .estimated ? .payeeEstimated(payee) : .payeePayable(payee), settled, -share)
      }
    }
    return entries.entries
  }

  /// Parts of the payees in the lines, by payee and currency. Of what waits only the plays are there yet.
  package func royalties(_ contracts: ContractBook, artist: (Int32) throws -> String) rethrows -> [Royalty] {
    var royalties: [PayeeCurrency: (plays: Int64, gross: Amount, fee: Amount, share: Amount, beside: Amount)] = [:]
    for (group, figures) in sums {
      guard let currency = group.currency, group.isOurs else { continue }
      let settled = contracts[group.contract]?.currency ?? currency
      for (index, payee) in try payees(group, contracts, artist).enumerated() {
        let key = PayeeCurrency(payee: payee, currency: settled)
        let sum = royalties[key] ?? (0, .zero, .zero, .zero, .zero)
        let share = index < figures.shares.count ? figures.shares[index] : .zero
        royalties[key] = (
          sum.plays + figures.plays, sum.gross + figures.converted, sum.fee + figures.fee, sum.share + share,
          group.basis == .adjustment ? sum.beside + share : sum.beside
        )
      }
    }
    return royalties.sorted { $0.key < $1.key }.map {
      Royalty(
        payee: $0.key.payee, currency: $0.key.currency, plays: $0.value.plays, gross: $0.value.gross,
        fee: $0.value.fee, share: $0.value.share, besidePlays: $0.value.beside)
    }
  }

  /// A payee's share of the lines of a platform, in their currency and by what they follow from.
  package struct Part: Hashable, Sendable {
    package let platform: String
    /// Currency of the lines.
    package let currency: Currency
    /// Currency of the share.
    package let settled: Currency
    package let basis: Line.Basis
    package let share: Amount
  }

  /// Shares of one payee in the lines.
  package func parts(
    of payee: String, _ contracts: ContractBook, artist: (Int32) throws -> String
  ) rethrows -> [Part] {
    try sums.compactMap { group, figures in
      guard let currency = group.currency,
        let index = try payees(group, contracts, artist).firstIndex(of: payee), index < figures.shares.count
      else { return nil }
      return Part(
        platform: group.platform, currency: currency, settled: contracts[group.contract]?.currency ?? currency,
        basis: group.basis, share: figures.shares[index])
    }
  }

  private func payees(
    _ group: Group, _ contracts: ContractBook, _ artist: (Int32) throws -> String
  ) rethrows -> [String] {
    group.isOurs ? contracts.split(group.contract, artist: try artist(group.artist)).payees : []
  }
}

extension Line.Figures {
  fileprivate static func + (a: Self, b: Self) -> Self {
    var sum = a
    sum += b
    return sum
  }
}
