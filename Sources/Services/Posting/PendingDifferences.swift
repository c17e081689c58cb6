import Earnings
import Ledger
import Money
import Plays
import Postgres
import Store

/// What a posting at this moment would post, without posting it. Inside a snapshot.
struct PendingDifferences {
  /// Fewer than a posting takes: several callers may ask at once, and a posting is alone.
  private static let rowsAtATime = 50_000

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
    let markets = try FactStore(db).markets()
    if only == nil, tracks[0].number == 0 {
      for line in try LinesNotOurs(db, period).difference(asOf: newest.reports) {
        sums.add(line, of: 0, platform: markets[Int(line.key.market)]!.platform)
      }
    }
    let reader = UnitReader(
      db: db, period: period, stretches: Derivation.stretches(of: period, inputs.rates, inputs.contracts),
      hasPostings: watermark != nil, rowsAtATime: Self.rowsAtATime)
    let reported = inputs.reports.isEmpty ? [:] : try ReportStore(db).acceptedLineCounts(period)
    try reader.forEachGroup(tracks.map(\.number).filter { $0 != 0 }, others: reported) { units in
      let derivation = try inputs.derivation(db, period, markets, of: units.map(\.track.number))
      for unit in units {
        let lines = Difference.lines(derived: derivation.lines(of: unit.track, unit.cells), posted: unit.posted)
        for line in lines { sums.add(line, of: unit.track.number, platform: markets[Int(line.key.market)]!.platform) }
      }
    }
    return (sums, inputs)
  }
}
