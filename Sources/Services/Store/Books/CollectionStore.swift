import Ledger
import Money
import Plays
import Postgres
import Reconciliation

/// Money of accepted reports that has come in, and the parts that payees have of these reports by what is posted.
package struct CollectionStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Money that has come in by the end of a day, of the reports that count by the acceptances up to a number.
  package func collections(acceptedTo number: Int32, through day: Day) throws -> Collections {
    let gone = try db.query(
      """
      SELECT a.acceptance_id, a.period, a.platform FROM acceptances w JOIN acceptances a ON a.acceptance_id = w.supersedes
      WHERE w.withdrawn AND NOT a.renames AND w.acceptance_id <= \(number) AND NOT EXISTS (
        SELECT FROM acceptances n WHERE n.supersedes = w.acceptance_id AND n.acceptance_id <= \(number))
      """)
    let scopes = Dictionary(
      gone.map { ($0.int32(0), (period: $0.period(1), platform: $0.text(2))) }, uniquingKeysWith: { first, _ in first })
    let withdrawn = try db.query(
      """
      SELECT DISTINCT acceptance_id, currency FROM acceptance_lines
      WHERE acceptance_id = ANY(\(.int32s(scopes.keys.sorted())))
      """
    ).map { row in
      let scope = scopes[row.int32(0)]!
      return Collections.Scope(scope.period, scope.platform, Currency(row.text(1))!)
    }
    return Collections(
      try ReceivableStore(db).standings(acceptedTo: number, on: day),
      withdrawn: Set(withdrawn))
  }

  /// A payee's places in contracts, by the artists whose lines were posted under them.
  ///
  /// - Parameters:
  ///   - periods: that the lines are about.
  ///   - contracts: those that name the payee.
  ///   - artist: the payee's own number, where the payee is an artist.
  package func pairs(
    _ periods: [Period], contracts: [Int32], artist: Int32?
  ) throws -> [(contract: Int32, artist: Int32)] {
    let periods: SQL = "period = ANY(\(.dates(periods.map(\.first.number))))"
    return try db.query(
      """
      SELECT contract_id, artist_id FROM ledger_line_parties WHERE contract_id = ANY(\(.int32s(contracts))) AND \(periods)
      UNION SELECT contract_id, artist_id FROM ledger_line_parties WHERE artist_id = \(artist ?? -1) AND \(periods)
      """
    ).map { ($0.int32(0), $0.int32(1)) }
  }

  /// A payee's share of the reported lines of some scopes, posted by the end of a day, in one currency.
  package func shares(
    of parts: [StatementLineStore.Part], in settled: Currency, _ scopes: [Collections.Scope], through day: Day
  ) throws -> [Collections.Scope: Amount] {
    if scopes.isEmpty || parts.isEmpty { return [:] }
    let rows = try db.query(
      """
      SELECT l.period, l.platform, l.currency, sum(l.share) FROM (\(lines(parts, settled, scopes, day))) l GROUP BY 1, 2, 3
      """)
    return Dictionary(
      uniqueKeysWithValues: rows.map {
        (Collections.Scope($0.period(0), $0.text(1), Currency($0.text(2))!), Amount(pico: $0.numeric(3)))
      })
  }

  /// A payee's share of a line that is not posted yet.
  package struct PendingLine: Sendable {
    package let period: Period
    package let track: Int32
    package let market: Int32
    package let currency: Currency
    package let share: Amount

    package init(_ period: Period, track: Int32, market: Int32, _ currency: Currency, share: Amount) {
      self.period = period
      self.track = track
      self.market = market
      self.currency = currency
      self.share = share
    }
  }

  /// The same line by line, each with what reports say of it: for scopes of several.
  ///
  /// - Parameters:
  ///   - number: acceptances up to it count.
  ///   - pending: lines that are not posted yet.
  package func forEachLine(
    of parts: [StatementLineStore.Part], in settled: Currency, _ scopes: [Collections.Scope], through day: Day,
    acceptedTo number: Int32, adding pending: [PendingLine],
    _ body: (Collections.Scope, Amount, [(report: Int64, amount: Amount)]) throws -> Void
  ) throws {
    if scopes.isEmpty || parts.isEmpty && pending.isEmpty { return }
    let accepted = try Set(scopes.map(\.period)).flatMap { period in
      try AcceptanceStore(db).current(period, asOf: number).map { (period: period, acceptance: $0) }
    }
    try db.stream(
      """
      WITH own AS MATERIALIZED (
        SELECT period, track_id, market_id, currency, sum(share) AS share FROM (
          SELECT period, track_id, market_id, currency, share FROM (\(lines(parts, settled, scopes, day))) l
          UNION ALL SELECT * FROM unnest(
            \(.dates(pending.map(\.period.first.number))), \(.int32s(pending.map(\.track))),
            \(.int32s(pending.map(\.market))), \(.texts(pending.map(\.currency.code))),
            \(.numerics(pending.map(\.share.pico)))) AS p (period, track_id, market_id, currency, share)) x
        GROUP BY 1, 2, 3, 4 HAVING sum(share) <> 0), said AS MATERIALIZED (
        SELECT a.period, t.track_id, l.market_id, l.currency, a.report, sum(l.amount) AS amount
        FROM unnest(
          \(.dates(accepted.map(\.period.first.number))), \(.int32s(accepted.map(\.acceptance.number))),
          \(.int64s(accepted.map { Int64($0.acceptance.report) }))) AS a (period, acceptance_id, report)
        JOIN acceptance_lines l USING (acceptance_id)
        LEFT JOIN \(FactStore.releases) AS x ON x.isrc = l.isrc AND x.gtin = l.upc
        JOIN tracks t ON t.isrc = l.isrc AND t.release = coalesce(x.release, 0)
        WHERE l.acceptance_id = ANY(\(.int32s(accepted.map(\.acceptance.number))))
          AND t.track_id IN (SELECT track_id FROM own)
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(l.amount) <> 0)
      SELECT o.period, m.platform, o.currency, o.share,
        coalesce(array_agg(s.report ORDER BY s.report) FILTER (WHERE s.report IS NOT NULL), '{}'),
        coalesce(array_agg(s.amount ORDER BY s.report) FILTER (WHERE s.report IS NOT NULL), '{}')
      FROM own o JOIN markets m USING (market_id) LEFT JOIN said s
        ON (s.period, s.track_id, s.market_id, s.currency) = (o.period, o.track_id, o.market_id, o.currency)
      GROUP BY o.period, o.track_id, o.market_id, o.currency, m.platform, o.share
      """
    ) { row in
      let amounts = zip(row.int64s(4), row.numerics(5)).map { (report: $0, amount: Amount(pico: $1)) }
      try body(
        Collections.Scope(row.period(0), row.text(1), Currency(row.text(2))!), Amount(pico: row.numeric(3)), amounts)
    }
  }

  /// Posted rows of a payee's reported lines, with the share.
  private func lines(
    _ parts: [StatementLineStore.Part], _ settled: Currency, _ scopes: [Collections.Scope], _ day: Day
  ) -> SQL {
    // Periods and artists are said twice: so lines are read by index.
    """
    SELECT l.period, m.platform, l.track_id, l.market_id, l.currency, coalesce(l.shares[w.place], 0) AS share
    FROM unnest(\(.int32s(parts.map(\.contract))), \(.int32s(parts.map(\.artist))), \(.int32s(parts.map(\.place))))
      AS w (contract, artist, place)
    JOIN ledger_lines l ON l.contract_id = w.contract AND l.artist_id = w.artist
    JOIN ledger_transactions t ON t.id = l.transaction_id
    JOIN markets m ON m.market_id = l.market_id
    JOIN unnest(\(.dates(scopes.map(\.period.first.number))), \(.texts(scopes.map(\.platform))),
      \(.texts(scopes.map(\.currency.code)))) AS s (period, platform, currency)
      ON (s.period, s.platform, s.currency) = (l.period, m.platform, l.currency)
    WHERE l.reported AND t.accounting_date <= \(.date(day.number)) AND (w.contract <> 0 OR l.currency = \(settled.code))
      AND l.period = ANY(\(.dates(Set(scopes.map(\.period)).sorted().map(\.first.number))))
      AND l.artist_id = ANY(\(.int32s(Set(parts.map(\.artist)).sorted())))
    """
  }
}
