import Postgres

/// Modes of exploitation of what was accepted.
extension AcceptanceStore {
  /// Keeps by which modes the recordings of acceptances earned, as far as the rows of their report tell, inside the transaction
  /// that makes them.
  ///
  /// - Parameter made: the table `a` of the acceptances, by month and platform.
  func keepModes(of report: Int32, as made: SQL) throws {
    let tells = try db.query(
      """
      SELECT FROM platform_report_lines WHERE report_id = \(report)
        AND (coalesce(monetisation, 'not_told') <> 'not_told' OR coalesce(origin, 'not_told') <> 'not_told') LIMIT 1
      """)
    if tells.isEmpty { return }
    try db.query(
      """
      INSERT INTO acceptance_modes (acceptance_id, isrc, market_id, currency, monetisation, origin, units, amount)
      SELECT a.acceptance_id, r.recording, r.market_id, r.currency, coalesce(r.monetisation, 'not_told'),
        coalesce(r.origin, 'not_told'), sum(r.units)::bigint, sum(r.amount)
      FROM platform_report_recordings r JOIN markets m USING (market_id)
      JOIN \(made) ON a.period = r.period AND a.platform = m.platform
      WHERE r.report_id = \(report) AND r.recording IS NOT NULL
      GROUP BY 1, 2, 3, 4, 5, 6
      """)
  }
}
