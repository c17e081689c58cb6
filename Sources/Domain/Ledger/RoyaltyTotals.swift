import Contracts
import Earnings
import Money

/// Entries and royalties of any number of lines, in memory that grows with the payees and not with the lines: sums by
/// contract, artist and platform are turned into those of accounts and payees whenever there are many.
package struct RoyaltyTotals {
  /// Names in the books of artists, by their numbers.
  package typealias Names = (Set<Int32>) throws -> (Int32) throws -> String

  private let contracts: ContractBook
  private let names: Names
  private let groupsAtATime: Int
  private var open = RoyaltySums()
  private var entrySums = EntrySums()
  private var royaltySums: [PayeeCurrency: RoyaltySums.Royalty] = [:]

  package init(_ contracts: ContractBook, groupsAtATime: Int = 50_000, names: @escaping Names) {
    self.contracts = contracts
    self.names = names
    self.groupsAtATime = groupsAtATime
  }

  /// Adds what a transaction adds to a line.
  package mutating func add(_ line: Line, of track: Int32, platform: String) throws {
    open.add(line, of: track, platform: platform)
    if open.count >= groupsAtATime { try close() }
  }

  /// Entries and royalties of what was added, as `RoyaltySums` has them.
  package mutating func finish() throws -> (entries: [Entry], royalties: [RoyaltySums.Royalty]) {
    try close()
    return (entrySums.entries, royaltySums.sorted { $0.key < $1.key }.map(\.value))
  }

  private mutating func close() throws {
    let artist = try names(open.artists)
    for entry in try open.entries(contracts, artist: artist) {
      entrySums.add(entry.account, entry.currency, entry.amount)
    }
    for royalty in try open.royalties(contracts, artist: artist) {
      let key = PayeeCurrency(payee: royalty.payee, currency: royalty.currency)
      royaltySums[key] = royaltySums[key].map { $0 + royalty } ?? royalty
    }
    open = RoyaltySums()
  }
}

extension RoyaltySums.Royalty {
  fileprivate static func + (a: Self, b: Self) -> Self {
    Self(
      payee: a.payee, currency: a.currency, plays: a.plays + b.plays, gross: a.gross + b.gross, fee: a.fee + b.fee,
      share: a.share + b.share, besidePlays: a.besidePlays + b.besidePlays)
  }
}
