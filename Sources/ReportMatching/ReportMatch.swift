import Contracts
import Earnings
import Ledger
import Money
import Plays
import Posting
import Postgres
import Rates
import Reconciliation
import Store

/// Compares a report with what the plays imply, and finds out what accepting it would change for each payee.
///
/// Everything comes from the one derivation that posting uses: estimates without any report, the report's lines with
/// this one alone, and royalties before and after with those that are accepted. Tracks are taken in groups, so that
/// memory does not grow with the report.
public struct ReportMatch {
  private let db: Connection
  private let tolerance: Tolerance
  private let progress: (_ done: Int, _ total: Int) -> Void

  public init(
    _ db: Connection, tolerance: Tolerance = Tolerance(),
    progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    self.db = db
    self.tolerance = tolerance
    self.progress = progress
  }

  /// Makes the comparison anew and keeps it. That of a report that was decided on stays as it is.
  ///
  /// - Throws: `Transaction.Refusal` where there is no such report.
  public func run(_ report: Int32) throws {
    try BookRetry.run(db) {
      try db.transaction {
        try db.run(script: "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        let found = try PlatformReportStore(db).existing(report)
        if found.status == .received || found.status == .rejected { try runInTransaction(found) }
      }
    }
  }

  /// The same inside a transaction of the caller's.
  func runInTransaction(_ report: PlatformReportStore.Report) throws {
    let store = ReconciliationStore(db)
    try store.clear(report.id)
    var number: Int32 = 0
    var sums = Sums()
    let scopes = try PlatformReportStore(db).scopes(report.id)
    for period in Set(scopes.map(\.period)).sorted() {
      try compare(report, period, scopes.filter { $0.period == period }, &number, &sums)
    }
    _ = try store.writeNotOurs(report.id, after: number)
    try store.write(
      report.id,
      sums.totals.map { total($0.key, $0.value) }.sorted { ($0.period, $0.platform) < ($1.period, $1.platform) })
    try store.write(report.id, sums.trueUps())
    try store.write(report.id, sums.estimates())
  }

  private func total(_ key: Sums.Key, _ sum: Sums.Total) -> ReconciliationStore.Total {
    let verdict = PlatformMonthVerdict(Deviation(estimated: sum.compared, reported: sum.reported), tolerance: tolerance)
    return ReconciliationStore.Total(
      period: key.period, platform: key.platform, currency: key.currency, estimated: sum.estimated,
      compared: sum.compared, reported: sum.reported, verdict: verdict.rawValue)
  }

  private func compare(
    _ report: PlatformReportStore.Report, _ period: Period, _ scopes: [PlatformReportStore.Scope],
    _ number: inout Int32,
    _ sums: inout Sums
  ) throws {
    let reports = ReportStore(db)
    let markets = try FactStore(db).markets()
    let inputs = try Inputs(withoutReports: db, PendingStore(db).newestVersions())
    let covered = Set(
      scopes.flatMap { scope in scope.countries.map { TrackComparison.Place(platform: scope.platform, country: $0) } })
    let coveredMarkets = markets.indices.filter { index in
      markets[index].map { covered.contains(.init(platform: $0.platform, country: $0.country)) } ?? false
    }
    let isCovered = Set(coveredMarkets.map(Int32.init))
    let comparison = TrackComparison(
      period: period, markets: markets, contracts: inputs.contracts, fx: inputs.fx,
      untiered: try untiered(report.id, period, markets), tolerance: tolerance)
    let months = ReportDays(db, period, scopes, inputs, markets)
    var tracks = Set(try reports.tracks(report.id, period))
    tracks.formUnion(try PendingStore(db).tracksWithPlays(period, inMarkets: coveredMarkets.map(Int32.init)))
    tracks.formUnion(try months.tracks(inMarkets: coveredMarkets.map(Int32.init)))
    let reader = UnitReader(
      db: db, period: period, stretches: Derivation.stretches(of: period, inputs.rates, inputs.contracts),
      hasPostings: false)
    let estimate = inputs.derivation(period, markets, reports: ReportBook())
    var before = RoyaltySums()
    var after = RoyaltySums()
    var done = 0
    try reader.forEachGroup(tracks.sorted()) { units in
      let numbers = units.map(\.track.number)
      var alone = ReportBook()
      try reports.add(report.id, period, of: numbers, to: &alone)
      let reported = inputs.derivation(period, markets, reports: alone)
      let present = inputs.derivation(period, markets, reports: try reports.book(period, of: numbers))
      let accepted = inputs.derivation(
        period, markets,
        reports: try reports.book(period, of: numbers, with: report.id, insteadOf: report.supersedes))
      let overDays = try months.lines(units.map(\.track))
      var rows: [ReconciliationStore.Line] = []
      for unit in units {
        var lines = TrackComparison.Lines()
        lines.month = estimate.lines(of: unit.track, unit.cells).filter { isCovered.contains($0.key.market) }
        for line in lines.month { sums.add(line, period, platform: markets[Int(line.key.market)]!.platform) }
        lines.overDays = overDays?[unit.track.number, default: []].filter { isCovered.contains($0.key.market) }
        lines.reported = reported.lines(of: unit.track, unit.cells).filter { $0.key.basis == .reported }
        for line in try comparison.lines(of: unit.track.isrc, lines) {
          number += 1
          rows.append(line.numbered(number))
          sums.add(line)
        }
        for line in present.lines(of: unit.track, unit.cells) {
          before.add(line, of: unit.track.number, platform: markets[Int(line.key.market)]!.platform)
        }
        for line in accepted.lines(of: unit.track, unit.cells) {
          after.add(line, of: unit.track.number, platform: markets[Int(line.key.market)]!.platform)
        }
      }
      try ReconciliationStore(db).write(report.id, rows)
      done += units.count
      progress(done, tracks.count)
    }
    for (royalties, sign) in [(before, Int128(-1)), (after, 1)] {
      let artists = try FactStore(db).artists(royalties.artists)
      for royalty in royalties.royalties(inputs.contracts, artist: { artists[$0] ?? "" }) {
        sums.add(royalty.payee, royalty.currency, Amount(pico: sign * royalty.share.pico))
      }
    }
  }

  /// Where the report does not tell tiers apart.
  private func untiered(
    _ report: Int32, _ period: Period, _ markets: [Market?]
  ) throws -> Set<TrackComparison.Place> {
    Set(
      try ReportStore(db).untieredMarkets(report, period).compactMap { number in
        markets[Int(number)].map { .init(platform: $0.platform, country: $0.country) }
      })
  }
}

/// What a comparison comes to, gathered while it is made.
private struct Sums {
  struct Key: Hashable {
    let period: Period
    let platform: String
    let currency: Currency
  }

  struct Total {
    var estimated = Amount.zero
    var compared = Amount.zero
    var reported = Amount.zero
  }

  private struct Place: Hashable {
    let payee: String
    let currency: Currency
  }

  private(set) var totals: [Key: Total] = [:]
  private var royalties: [Place: Amount] = [:]
  private var gross: [Key: Amount] = [:]

  mutating func add(_ line: ReconciliationStore.Line) {
    let key = Key(period: line.period, platform: line.platform, currency: line.currency)
    totals[key, default: Total()].estimated += line.figures.estimated
    totals[key]!.compared += line.figures.compared
    totals[key]!.reported += line.figures.reported
  }

  mutating func add(_ payee: String, _ currency: Currency, _ amount: Amount) {
    royalties[Place(payee: payee, currency: currency), default: .zero] += amount
  }

  /// Plays x rate, in the rate's currency.
  mutating func add(_ line: Line, _ period: Period, platform: String) {
    guard let currency = line.key.currency else { return }
    gross[Key(period: period, platform: platform, currency: currency), default: .zero] += line.figures.gross
  }

  func estimates() -> [ReconciliationStore.Estimate] {
    gross.map {
      ReconciliationStore.Estimate(
        period: $0.key.period, platform: $0.key.platform, currency: $0.key.currency, amount: $0.value)
    }
  }

  func trueUps() -> [ReconciliationStore.TrueUp] {
    royalties.filter { $0.value != .zero }.map {
      ReconciliationStore.TrueUp(payee: $0.key.payee, currency: $0.key.currency, amount: $0.value)
    }
  }
}
