import Contracts
import Earnings
import Ledger
import Plays
import Postgres
import Store

/// Proves that each transaction's entries, royalties and digest follow from its lines. Inside a snapshot.
///
/// Transactions are taken in turn, some at a time, so that memory grows neither with the lines nor with the transactions.
struct LinesProof {
  /// Sums of the lines of one transaction.
  private struct Sums {
    let number: Int64
    let period: Period
    var totals: RoyaltyTotals
    var digest = LinesDigest()
  }

  /// Lines of transactions that are taken together.
  private static let linesAtATime: Int64 = 100_000

  let db: Connection
  /// Told how many lines are done, of how many.
  let progress: (_ done: Int64, _ total: Int64) -> Void

  /// - Returns: how many lines there are, and the first difference.
  /// - Throws: `UnknownNumber` for a market or an artist that is not there.
  func run() throws -> (lines: Int64, difference: String?) {
    let store = LineStore(db)
    if let number = try store.transactionWithoutLines() {
      let isThere = try LedgerStore(db).transaction(number) != nil
      return (0, isThere ? Self.others(number) : "lines of transaction \(number): it is not in the books")
    }
    let contracts = try ContractStore(db).book()
    let markets = try FactStore(db).markets()
    let parties = try FactStore(db).parties()
    let groups = try store.groups(linesAtATime: Self.linesAtATime)
    let total = groups.reduce(0) { $0 + $1.lines }
    var count: Int64 = 0
    for group in groups {
      var sums: [Sums] = []
      try store.forEach(of: group.transactions.first!...group.transactions.last!) { row in
        if sums.last?.number != row.transaction {
          let names = ArtistNames(parties, in: row.period)
          sums.append(
            Sums(
              number: row.transaction, period: row.period,
              totals: RoyaltyTotals(contracts) { _ in { try names($0) } }))
        }
        let platform = try markets.market(row.line.key.market, in: row.period).platform
        try sums[sums.count - 1].totals.add(row.line, of: row.track, platform: platform)
        sums[sums.count - 1].digest.add(row.line, of: row.track, in: row.period)
        count += 1
        if count % 100_000 == 0 { progress(count, total) }
      }
      let found = Set(sums.map(\.number))
      if let lost = group.transactions.first(where: { !found.contains($0) }) { return (count, Self.others(lost)) }
      for var sums in sums {
        if let difference = try difference(&sums) { return (count, difference) }
      }
    }
    if let number = try store.royaltiesWithoutLines() {
      return (count, "transaction \(number): it has royalties by payee and no lines")
    }
    return (count, nil)
  }

  private func difference(_ sums: inout Sums) throws -> String? {
    let number = sums.number
    let posted = try LedgerStore(db).transaction(number)!
    guard posted.transaction.evidence == sums.digest.evidence() else { return Self.others(number) }
    let (entries, royalties) = try sums.totals.finish()
    if let (ours, theirs) = Self.firstDifference(entries, posted.transaction.entries) {
      return "transaction \(number): its lines come to \(ours), its entries say \(theirs)"
    }
    guard try LineStore(db).royalties(number) == royalties else {
      return "transaction \(number): its royalties by payee are not those of its lines"
    }
    return nil
  }

  private static func others(_ number: Int64) -> String {
    "transaction \(number): its lines are not those that it was posted for"
  }

  private static func firstDifference(_ ours: [Entry], _ theirs: [Entry]) -> (String, String)? {
    func text(_ entry: Entry?) -> String {
      entry.map { "\($0.account.code) \($0.currency) \($0.amount)" } ?? "nothing more"
    }
    for index in 0..<max(ours.count, theirs.count) {
      let (a, b) = (index < ours.count ? ours[index] : nil, index < theirs.count ? theirs[index] : nil)
      if a != b { return (text(a), text(b)) }
    }
    return nil
  }
}
