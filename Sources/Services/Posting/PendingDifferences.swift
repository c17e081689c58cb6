import Contracts
import Earnings
import Ledger
import Plays
import Postgres
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

  /// Royalties that would be posted about some tracks' month.
  func royalties(_ period: Period, of tracks: [Int32]) throws -> [RoyaltySums.Royalty] {
    let (sums, contracts) = try add(period, only: tracks)
    let artists = try FactStore(db).artists(sums.artists, in: period)
    return try sums.royalties(contracts) { try artists($0) }
  }

  private func add(_ period: Period, only: [Int32]? = nil) throws -> (sums: RoyaltySums, contracts: ContractBook) {
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
      for line in lines { sums.add(line, of: track, platform: try month.platform(of: line)) }
    }
    if tracks[0] == 0 { try add(LinesNotOurs(db, period).difference(asOf: newest.reports), of: 0) }
    try month.forEachGroup(of: tracks) { group in
      for track in group.tracks { try add(track.difference(group.derivations[0]), of: track.track.number) }
    }
    return (sums, inputs.contracts)
  }
}
