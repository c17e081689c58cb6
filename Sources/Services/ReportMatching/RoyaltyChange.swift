import Contracts
import Earnings
import Ledger
import Money

/// Shares of payees in lines before and after a report is accepted, in the markets where it changes any.
struct RoyaltyChange {
  private let isTouched: [Bool]
  private var before = RoyaltySums()
  private var after = RoyaltySums()

  /// - Parameter isTouched: by the number of the market; lines of others are the same before and after.
  init(isTouched: [Bool]) {
    self.isTouched = isTouched
  }

  mutating func before(_ lines: [Line], of track: Int32) {
    // Royalties are the same of every platform.
    for line in lines where isTouched[Int(line.key.market)] { before.add(line, of: track, platform: "") }
  }

  mutating func after(_ lines: [Line], of track: Int32) {
    for line in lines where isTouched[Int(line.key.market)] { after.add(line, of: track, platform: "") }
  }

  /// The numbers of the artists that `forEach` asks for.
  var artists: Set<Int32> { before.artists.union(after.artists) }

  /// Hands over what each payee gets more, or less, with its sign.
  func forEach(
    _ contracts: ContractBook, artist: (Int32) throws -> String,
    _ body: (_ payee: String, Currency, Amount) -> Void
  ) rethrows {
    for royalty in try before.royalties(contracts, artist: artist) {
      body(royalty.payee, royalty.currency, -royalty.share)
    }
    for royalty in try after.royalties(contracts, artist: artist) {
      body(royalty.payee, royalty.currency, royalty.share)
    }
  }
}
