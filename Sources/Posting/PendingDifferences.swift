import Earnings
import Ledger
import Money
import Plays
import Postgres
import Store

/// What a posting at this moment would post, without posting it. Inside a snapshot.
struct PendingDifferences {
  private let db: Connection
  private let today: Day

  init(_ db: Connection, today: Day) {
    self.db = db
    self.today = today
  }

  /// What would be posted about a month, as one sum.
  ///
  /// - Parameter only: narrows it to these tracks.
  func sums(_ period: Period, only: [Int32]? = nil) throws -> (sums: RoyaltySums, inputs: Inputs) {
    let pending = PendingStore(db)
    let newest = try pending.newestVersions()
    let watermark = try pending.watermark(period)
    let tracks = try pending.tracks(period, before: nil, watermark?.versions, only: only)
    let inputs = try Inputs(db, period, newest)
    var sums = RoyaltySums()
    guard !tracks.isEmpty else { return (sums, inputs) }
    let markets = try LineStore(db).markets()
    let derivation = inputs.derivation(period, markets)
    let reader = UnitReader(
      db: db, period: period, stretches: Derivation.stretches(of: period, inputs.rates, inputs.contracts),
      hasPostings: watermark != nil)
    try reader.forEachGroup(tracks.map(\.number).filter { $0 != 0 }) { units in
      for unit in units {
        let lines = Difference.lines(derived: derivation.lines(of: unit.track, unit.cells), posted: unit.posted)
        for line in lines { sums.add(line, of: unit.track.number, platform: markets[Int(line.key.market)]!.platform) }
      }
    }
    return (sums, inputs)
  }

  /// Gross that would be posted about a month, by currency.
  func gross(_ period: Period) throws -> MoneyByCurrency { try sums(period).sums.gross }
}
