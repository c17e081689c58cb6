import Money
import PlatformReports
import Plays
import Postgres

/// Lines of a statement with what reports tell of their modes of exploitation.
extension StatementLineStore {
  /// A recording's money in a market, in the statement's currency.
  package struct ModedLine: Sendable {
    package let earningPeriod: Period
    package let platform: String
    package let plays: Int64
    package let converted: Amount
    package let fee: Amount
    /// The payee's share.
    package let royalty: Amount
    /// Modes by which the reports' rows of it earned; none where no report tells, or it is estimated.
    package let modes: [Mode]
  }

  package struct Mode: Sendable, Hashable {
    package let monetisation: Monetisation
    package let origin: Origin
    package let units: Int64
    package let amount: Amount
  }

  /// True if accepted reports tell modes of any of the months that the lines are about.
  ///
  /// - Parameter number: acceptances up to it count.
  package func hasModes(_ transactions: PeriodTransactions, _ parts: [Part], acceptedTo number: Int32) throws -> Bool {
    try !acceptances(transactions, parts, acceptedTo: number).isEmpty
  }

  /// Reads the lines of a statement, added up by recording and market, with their modes.
  package func forEachMode(
    _ transactions: PeriodTransactions, _ parts: [Part], _ settled: Currency, _ tracks: Tracks? = nil,
    acceptedTo number: Int32, _ body: (ModedLine) throws -> Void
  ) throws {
    let accepted = try acceptances(transactions, parts, acceptedTo: number)
    try db.stream(
      """
      WITH own AS MATERIALIZED (
        SELECT l.period, l.track_id, l.market_id, l.currency, l.reported, sum(l.plays)::bigint AS plays,
          sum(l.converted) AS converted, sum(l.fee) AS fee, coalesce(sum(l.shares[l.place]), 0) AS share
        FROM (\(try lines(transactions, parts, settled, tracks))) l GROUP BY 1, 2, 3, 4, 5
      ), said AS MATERIALIZED (
        SELECT a.period, t.track_id, e.market_id, e.currency, e.monetisation, e.origin, sum(e.units)::bigint AS units,
          sum(e.amount) AS amount
        FROM unnest(\(.dates(accepted.map(\.period.first.number))), \(.int32s(accepted.map(\.acceptance))))
          AS a (period, acceptance_id)
        JOIN acceptance_modes e USING (acceptance_id) JOIN tracks t USING (isrc)
        WHERE t.track_id IN (SELECT track_id FROM own WHERE reported) GROUP BY 1, 2, 3, 4, 5, 6)
      SELECT o.period, m.platform, o.plays, o.converted, o.fee, o.share,
        coalesce(array_agg(s.monetisation ORDER BY s.monetisation, s.origin) FILTER (WHERE s.units IS NOT NULL), '{}'),
        coalesce(array_agg(s.origin ORDER BY s.monetisation, s.origin) FILTER (WHERE s.units IS NOT NULL), '{}'),
        coalesce(array_agg(s.units ORDER BY s.monetisation, s.origin) FILTER (WHERE s.units IS NOT NULL), '{}'),
        coalesce(array_agg(s.amount ORDER BY s.monetisation, s.origin) FILTER (WHERE s.units IS NOT NULL), '{}')
      FROM own o JOIN markets m USING (market_id) LEFT JOIN said s ON o.reported
        AND (s.period, s.track_id, s.market_id, s.currency) = (o.period, o.track_id, o.market_id, o.currency)
      GROUP BY o.period, o.track_id, o.market_id, o.currency, o.reported, m.platform, o.plays, o.converted, o.fee, o.share
      """
    ) { row in
      let words = zip(row.texts(6), row.texts(7))
      let modes = zip(words, zip(row.int64s(8), row.numerics(9))).map { words, sums in
        Mode(
          monetisation: Monetisation(rawValue: words.0) ?? .notTold, origin: Origin(rawValue: words.1) ?? .notTold,
          units: sums.0, amount: Amount(pico: sums.1))
      }
      try body(
        ModedLine(
          earningPeriod: row.period(0), platform: row.text(1), plays: row.int(2),
          converted: Amount(pico: row.numeric(3)),
          fee: Amount(pico: row.numeric(4)), royalty: Amount(pico: row.numeric(5)), modes: modes))
    }
  }

  /// Acceptances that count and have modes, of the months that the lines are about.
  private func acceptances(
    _ transactions: PeriodTransactions, _ parts: [Part], acceptedTo number: Int32
  ) throws -> [(period: Period, acceptance: Int32)] {
    if parts.isEmpty { return [] }
    let periods = try earningPeriods(transactions, parts)
    return try db.query(
      """
      SELECT a.period, a.acceptance_id FROM acceptances a
      WHERE a.period = ANY(\(.dates(periods.map(\.first.number)))) AND a.acceptance_id <= \(number) AND NOT a.withdrawn
        AND NOT EXISTS (
          SELECT FROM acceptances n WHERE n.supersedes = a.acceptance_id AND n.acceptance_id <= \(number))
        AND EXISTS (SELECT FROM acceptance_modes e WHERE e.acceptance_id = a.acceptance_id)
      ORDER BY 2
      """
    ).map { ($0.period(0), $0.int32(1)) }
  }
}
