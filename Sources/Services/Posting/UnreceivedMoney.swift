import Contracts
import Ledger
import Money
import Plays
import Postgres
import Reconciliation
import Statements
import Store

/// Parts of payees in what platforms have reported and not paid by the end of a period. Inside a snapshot.
struct UnreceivedMoney {
  /// Additions of a posting at this moment to a payee's part in one currency.
  struct Pending {
    /// Shares of reported lines, by scope.
    var sums: [Collections.Scope: Amount] = [:]
    /// The lines themselves, of scopes that several reports speak of.
    var lines: [CollectionStore.PendingLine] = []
  }

  /// The acceptance up to which reports count.
  let acceptedTo: Int32
  private let db: Connection
  private let end: Day
  private let collections: Collections
  private let contracts: ContractBook
  private let numbersByPayee: [String: [Int32]]

  /// - Parameters:
  ///   - number: acceptances up to it count; `nil` takes all there are.
  init(_ db: Connection, through period: Period, acceptedTo number: Int32? = nil) throws {
    self.db = db
    end = period.last
    acceptedTo = try number ?? PendingStore(db).newestVersions().reports
    collections = try CollectionStore(db).collections(acceptedTo: acceptedTo, through: end)
    contracts = collections.outstanding.isEmpty ? ContractBook([]) : try ContractStore(db).book()
    numbersByPayee = contracts.numbersByPayee()
  }

  /// True if it takes the lines of the scope to tell which report each is of.
  func isDivided(_ scope: Collections.Scope) -> Bool { collections.isDivided(scope) }

  /// Part of a payee in what has not come in.
  ///
  /// - Parameter pending: what is not in the books yet.
  func amount(_ place: PayeeCurrency, adding pending: Pending = Pending()) throws -> Amount {
    let outstanding = collections.outstanding
    if outstanding.isEmpty { return .zero }
    let store = CollectionStore(db)
    let parts = try parts(place)
    let (divided, whole) = (outstanding.keys.filter(isDivided), outstanding.keys.filter { !isDivided($0) })
    var part = UnreceivedPart()
    var shares = try store.shares(of: parts, in: place.currency, whole, through: end)
    for (scope, share) in pending.sums where outstanding[scope] != nil && !isDivided(scope) {
      shares[scope, default: .zero] += share
    }
    for (scope, share) in shares { part.add(share, of: outstanding[scope]?.first) }
    try store.forEachLine(
      of: parts, in: place.currency, divided, through: end, acceptedTo: acceptedTo, adding: pending.lines
    ) { scope, share, amounts in
      part.add(share, dividedBy: amounts, outstanding[scope] ?? [])
    }
    return part.amount
  }

  /// The payee's places in the contracts that lines were posted under.
  private func parts(_ place: PayeeCurrency) throws -> [StatementLineStore.Part] {
    let periods = Set(collections.outstanding.keys.map(\.period)).sorted()
    let pairs = try CollectionStore(db).pairs(
      periods, contracts: numbersByPayee[place.payee] ?? [],
      artist: StatementLineStore(db).artistNumber(place.payee))
    let artists = try FactStore(db).artists(Set(pairs.map(\.artist)), in: end.period)
    return try pairs.compactMap { pair in
      guard pair.contract == 0 || contracts[pair.contract]?.currency == place.currency else { return nil }
      let split = contracts.split(pair.contract, artist: try artists(pair.artist))
      guard let index = split.payees.firstIndex(of: place.payee) else { return nil }
      return StatementLineStore.Part(
        contract: pair.contract, artist: pair.artist, place: Int32(index + 1), percent: split.percents[index])
    }
  }
}
