import Contracts
import Earnings
import Ledger
import Money
import Plays
import Postgres
import Reconciliation
import Store

/// Differences that a posting at this moment would post, without posting them. Inside a snapshot.
struct PendingDifferences {
  /// Fewer than a posting takes: several callers may ask at once, and a posting is alone.
  private static let rowsAtATime = 50_000

  private let db: Connection

  init(_ db: Connection) {
    self.db = db
  }

  /// Everything that would be posted about a month, as one sum.
  func sums(_ period: Period) throws -> RoyaltySums { try add(period).sums }

  /// Royalties of one payee that would be posted about a month.
  struct OfPayee {
    let royalties: [RoyaltySums.Royalty]
    /// By platform and currency, estimated and reported apart.
    let parts: [RoyaltySums.Part]
    /// Reported lines that are told one by one, with the currency of the share.
    let lines: [(settled: Currency, line: CollectionStore.PendingLine)]
    /// Shares by country of sale, with their currency, where it is of account.
    let countries: [(settled: Currency, country: Country, share: Amount)]
  }

  /// Differences that would be posted for a payee about some tracks' month.
  ///
  /// - Parameters:
  ///   - byCountry: true where the countries of sale are of account.
  ///   - isTold: true of scopes whose reported lines are told one by one.
  func royalties(
    _ period: Period, of tracks: [Int32], payee: String, byCountry: Bool, lines isTold: (Collections.Scope) -> Bool
  ) throws -> OfPayee {
    var told: [(track: Int32, line: Line)] = []
    // Sums as of platforms: a country stands where the platform does.
    var ofCountries = RoyaltySums()
    let (sums, contracts) = try add(period, only: tracks) { line, track, market in
      if byCountry { ofCountries.add(line, of: track, platform: "\(market.country)") }
      guard line.key.basis != .estimated, track != 0, let currency = line.key.currency,
        isTold(Collections.Scope(period, market.platform, currency))
      else { return }
      told.append((track, line))
    }
    let artists = try FactStore(db).artists(sums.artists, in: period)
    let lines = try told.compactMap { track, line -> (Currency, CollectionStore.PendingLine)? in
      let (key, currency) = (line.key, line.key.currency!)
      let split = contracts.split(key.contract, artist: try artists(key.artist))
      guard let index = split.payees.firstIndex(of: payee), index < line.figures.shares.count else { return nil }
      return (
        contracts[key.contract]?.currency ?? currency,
        .init(period, track: track, market: key.market, currency, share: line.figures.shares[index])
      )
    }
    return OfPayee(
      royalties: try sums.royalties(contracts) { try artists($0) }.filter { $0.payee == payee },
      parts: try sums.parts(of: payee, contracts) { try artists($0) },
      lines: lines.map { (settled: $0.0, line: $0.1) },
      countries: try ofCountries.parts(of: payee, contracts) { try artists($0) }.map {
        (settled: $0.settled, country: Country($0.platform) ?? .unknown, share: $0.share)
      })
  }

  private func add(
    _ period: Period, only: [Int32]? = nil, each: (Line, _ track: Int32, Market) -> Void = { _, _, _ in }
  ) throws -> (sums: RoyaltySums, contracts: ContractBook) {
    let pending = PendingStore(db)
    let newest = try pending.newestVersions()
    let watermark = try pending.watermark(period)
    let tracks = try pending.tracks(period, before: nil, watermark?.versions, only: only).map(\.number)
    var sums = RoyaltySums()
    guard !tracks.isEmpty else { return (sums, ContractBook([])) }
    let inputs = try Inputs(db, period, newest)
    let month = try MonthDerivation(
      db, period, by: [inputs], readsPostings: watermark != nil, rowsAtATime: Self.rowsAtATime)
    func add(_ lines: [Line], of track: Int32) throws {
      for line in lines {
        let market = try month.market(of: line)
        sums.add(line, of: track, platform: market.platform)
        each(line, track, market)
      }
    }
    if tracks[0] == 0 { try add(LinesNotOurs(db, period).difference(asOf: newest.reports), of: 0) }
    try month.forEachGroup(of: tracks) { group in
      for track in group.tracks { try add(track.difference(group.derivations[0]), of: track.track.number) }
    }
    return (sums, inputs.contracts)
  }
}
