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
/// this one and those that it adds to, and royalties before and after with all that are accepted. Tracks are taken in groups, so that
/// memory does not grow with the report.
package struct ReportMatch {
  private let db: Connection
  private let tolerance: Tolerance
  private let progress: (_ done: Int, _ total: Int) -> Void

  package init(
    _ db: Connection, tolerance: Tolerance = Tolerance(),
    progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    self.db = db
    self.tolerance = tolerance
    self.progress = progress
  }

  /// Makes the comparison anew and keeps it. That of a report that is accepted stays as it is.
  ///
  /// - Throws: `Refusal` where there is no such report.
  package func run(_ report: Int32) throws {
    try ReportStore(db).alone(with: report) {
      try BookRetry.run(db) {
        try Nodes(db).transaction {
          let found = try ReportStore(db).existing(report)
          if found.status.isOpen { try runInTransaction(found) }
        }
      }
    }
  }

  /// The same inside a transaction of the caller's. Of a report that is accepted all but the true-up is made anew: what else
  /// was accepted before it, and counts with it, has changed.
  func runInTransaction(_ report: ReportStore.Report) throws {
    let store = ComparisonStore(db)
    let reports = ReportStore(db)
    let scopes = try reports.scopes(report.id)
    let corrected = try reports.corrected(by: report.id)
    let former = try corrected.flatMap { try reports.scopes($0) }
    let periods = Set(scopes.map(\.period)).sorted()
    let beside = try ReportsBeside(db, report, periods, scopes, corrected: corrected)
    try store.begin(report.id, together: beside.reports, keepsTrueUp: report.status == .accepted)
    var last: Int32 = 0
    var sums = Sums()
    try reports.addUp(report.id)
    for period in periods {
      try compare(
        report, period, scopes.filter { $0.period == period }, instead: corrected,
        former.filter { $0.period == period }, beside, &last, &sums)
    }
    _ = try store.writeNotOurs(report.id, after: last)
    try store.writeStillEstimated(report.id, corrected: corrected)
    try store.write(
      report.id,
      sums.totals.map { total($0.key, $0.value) }.sorted { ($0.period, $0.platform) < ($1.period, $1.platform) })
    if report.status != .accepted { try store.write(report.id, sums.trueUps()) }
    try store.write(report.id, sums.estimates())
  }

  private func total(_ key: Sums.Key, _ sum: Sums.Total) -> PlatformMonth {
    let verdict = PlatformMonthVerdict(Deviation(estimated: sum.compared, reported: sum.reported), tolerance: tolerance)
    return PlatformMonth(
      period: key.period, platform: key.platform, currency: key.currency, estimated: sum.estimated,
      compared: sum.compared, reported: sum.reported, verdict: verdict)
  }

  /// - Parameters:
  ///   - corrected: reports that it takes the place of.
  ///   - former: the platforms' months that these speak of.
  ///   - beside: accepted reports that count with it.
  ///   - last: the number of the last line that was written.
  private func compare(
    _ report: ReportStore.Report, _ period: Period, _ scopes: [ReportStore.Scope],
    instead corrected: [Int32], _ former: [ReportStore.Scope], _ beside: ReportsBeside, _ last: inout Int32,
    _ sums: inout Sums
  ) throws {
    let (reports, acceptances) = (ReportStore(db), AcceptanceStore(db))
    let inputs = try Inputs(withoutReports: db, PendingStore(db).newestVersions())
    let month = try MonthDerivation(db, period, by: [inputs])
    let markets = month.markets.byNumber
    // Of late rows no other tracks are looked at than those that they name.
    let covered = Self.markets(month.markets, of: scopes.filter { !$0.isLate })
    // Where a corrected report spoke of more countries, plays that it had replaced are estimated again.
    let touched = Array(Set(covered).union(Self.markets(month.markets, of: former.filter { !$0.isLate })))
    var isTouched = [Bool](repeating: false, count: markets.count)
    for market in Self.markets(month.markets, of: scopes + former) { isTouched[Int(market)] = true }
    let companions = beside.companions(period)
    let spoken = try reports.markets(period) + acceptances.markets(companions)
    var places = Self.places(of: scopes)
    for companion in companions { places.add(platform: companion.platform, countries: companion.countries) }
    let comparison = TrackComparison(
      period: period, markets: markets, contracts: inputs.contracts, fx: inputs.fx,
      untiered: Set(spoken.filter(\.isUntiered).compactMap { Self.place($0.number, markets) }), spoken: places,
      currencies: Dictionary(
        spoken.compactMap { market in Self.place(market.number, markets).map { ($0.platform, market.currency) } },
        uniquingKeysWith: min), tolerance: tolerance)
    let months = try ReportDays(db, scopes, inputs)
    let counts = try reports.lineCounts(period, others: corrected + companions.map(\.report))
    var tracks = Set(counts.lazy.filter(\.isTouched).map(\.track))
    tracks.formUnion(try PendingStore(db).tracksWithPlays(period, inMarkets: touched))
    tracks.formUnion(try months.tracks(inMarkets: covered))
    // All times of ownership of a recording are compared with the track of its first days, which the report's sums are of.
    let times = try FactStore(db).otherTimes(Array(tracks))
    tracks.formUnion(times.values.joined())
    var royalties = RoyaltyChange(isTouched: isTouched)
    let reportLines = Dictionary(uniqueKeysWithValues: counts.map { ($0.track, $0.lines) })
    try month.forEachGroup(of: tracks.sorted(), reportLines: reportLines, progress: progress) { group in
      let numbers = group.tracks.map(\.track.number)
      var alone = ReportBook()
      try reports.addSums(period, of: numbers, scopes, account: report.account, to: &alone)
      let reported = month.derivation(inputs, reports: alone)
      let besides = ReportCoverage(try acceptances.book(companions, of: numbers), markets)
      let present = try acceptances.book(beside.present(period), of: numbers)
      var future = try acceptances.book(beside.others(period), of: numbers)
      // Where no report was accepted yet, which is usual, nothing is derived twice.
      let presently = present.isEmpty ? nil : month.derivation(inputs, reports: present)
      var accepted: Derivation?
      if !future.isEmpty {
        try reports.addSums(period, of: numbers, scopes, account: report.account, to: &future)
        accepted = month.derivation(inputs, reports: future)
      }
      let overDays = try months.lines(group.tracks.flatMap { [$0.track] + $0.others.map(\.track) })
      var rows: [ComparedLine] = []
      for track in group.tracks where track.track.from == nil {
        let recording = Recording(track)
        let estimated = recording.months.map { $0.lines(group.derivations[0]) }
        func byReports(_ derivation: Derivation) -> [[Line]] { recording.lines(derivation, estimated) }
        let replaced = byReports(reported)
        var lines = TrackComparison.Lines()
        lines.month = Recording.added(recording.lines(estimated, in: reported.coverage))
        // An estimate that another report has taken the place of counts there.
        for line in Recording.added(recording.lines(estimated, in: reported.coverage, outside: besides)) {
          sums.add(line, period, platform: try month.platform(of: line))
        }
        lines.overDays = overDays.map { overDays in
          Recording.added(recording.lines(recording.numbers.map { overDays[$0] ?? [] }, in: reported.coverage))
        }
        let after = accepted.map(byReports) ?? replaced
        // With those of other reports where this one speaks too.
        lines.reported = Recording.added(companions.isEmpty ? replaced : after).filter {
          $0.key.basis != .estimated
            && (recording.isReported($0.key.market, in: reported.coverage)
              || alone.hasLine(of: track.track.isrc, in: $0.key.market))
        }
        for line in try comparison.lines(of: track.track.isrc, lines) {
          last += 1
          rows.append(line.numbered(last))
          sums.add(line)
        }
        // The plays are derived once: reports differ in what they take the place of.
        let before = presently.map(byReports) ?? estimated
        for (index, number) in recording.numbers.enumerated() {
          royalties.before(before[index], of: number)
          royalties.after(after[index], of: number)
        }
      }
      try ComparisonStore(db).write(report.id, rows)
    }
    let artists = try month.artists(royalties.artists)
    try royalties.forEach(inputs.contracts, artist: { try artists($0) }) { sums.add($0, $1, $2) }
  }

  private static func places(of scopes: [ReportStore.Scope]) -> ReportedPlaces {
    var places = ReportedPlaces()
    for scope in scopes { places.add(platform: scope.platform, countries: scope.countries) }
    return places
  }

  /// The numbers of the markets in countries that are spoken of.
  private static func markets(_ markets: Markets, of scopes: [ReportStore.Scope]) -> [Int32] {
    let places = places(of: scopes)
    return markets.numbers { places.covers($0) }
  }

  private static func markets(_ markets: Markets, of accepted: [AcceptanceStore.Current]) -> [Int32] {
    var places = ReportedPlaces()
    for one in accepted { places.add(platform: one.platform, countries: one.countries) }
    return markets.numbers { places.covers($0) }
  }

  private static func place(_ number: Int32, _ markets: [Market?]) -> PlatformCountry? {
    markets[Int(number)].map { .init(platform: $0.platform, country: $0.country) }
  }
}

/// Sums of a comparison, gathered while it is made.
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

  private(set) var totals: [Key: Total] = [:]
  private var royalties: [PayeeCurrency: Amount] = [:]
  private var gross: [Key: Amount] = [:]

  mutating func add(_ line: ComparedLine) {
    let key = Key(period: line.period, platform: line.platform, currency: line.currency)
    totals[key, default: Total()].estimated += line.figures.estimated
    totals[key]!.compared += line.figures.compared
    totals[key]!.reported += line.figures.reported
  }

  mutating func add(_ payee: String, _ currency: Currency, _ amount: Amount) {
    royalties[PayeeCurrency(payee: payee, currency: currency), default: .zero] += amount
  }

  /// Plays x rate, in the rate's currency.
  mutating func add(_ line: Line, _ period: Period, platform: String) {
    guard let currency = line.key.currency else { return }
    gross[Key(period: period, platform: platform, currency: currency), default: .zero] += line.figures.gross
  }

  func estimates() -> [ComparisonStore.Estimate] {
    gross.map {
      ComparisonStore.Estimate(
        period: $0.key.period, platform: $0.key.platform, currency: $0.key.currency, amount: $0.value)
    }
  }

  func trueUps() -> [ComparisonStore.TrueUp] {
    royalties.filter { $0.value != .zero }.map {
      ComparisonStore.TrueUp(payee: $0.key.payee, currency: $0.key.currency, amount: $0.value)
    }
  }
}
