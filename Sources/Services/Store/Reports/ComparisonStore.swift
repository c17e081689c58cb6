import Money
import Plays
import Postgres
import Reconciliation

/// Comparisons of reports with the plays: what stands against each, line by line and in sums.
package struct ComparisonStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  // MARK: Writing

  /// Begins a comparison, in the transaction that writes it: an earlier one is forgotten.
  ///
  /// - Parameters:
  ///   - together: accepted reports of the same platforms' months that it takes together with this one.
  ///   - keepsTrueUp: true where the report was accepted, and its true-up stays what it was then.
  package func begin(_ report: Int32, together: [Int32] = [], keepsTrueUp: Bool = false) throws {
    try db.query("DELETE FROM reconciliation_lines WHERE report_id = \(report)")
    try db.query("DELETE FROM reconciliations WHERE report_id = \(report)")
    if !keepsTrueUp { try db.query("DELETE FROM reconciliation_true_ups WHERE report_id = \(report)") }
    try db.query("DELETE FROM reconciliation_still_estimated WHERE report_id = \(report)")
    try db.query("DELETE FROM reconciliation_estimates WHERE report_id = \(report)")
    try db.query("DELETE FROM comparisons WHERE report_id = \(report)")
    try db.query("INSERT INTO comparisons (report_id, together) VALUES (\(report), \(.int32s(together)))")
  }

  package func write(_ report: Int32, _ lines: [ComparedLine]) throws {
    guard !lines.isEmpty else { return }
    try db.copyIn(
      """
      reconciliation_lines (report_id, line, period, platform, country, tier, isrc, contract_id, status, currency, \
      estimated_units, compared_units, reported_units, estimated, compared, reported, units, rate, fx, rate_and_fx, \
      adjustments, not_estimated, cut_off)
      """, columns: 23
    ) { copy in
      for line in lines {
        try copy.row()
        copy.int32(report)
        copy.int32(line.number)
        copy.date(line.period.first.number)
        copy.value(.text(line.platform))
        copy.value(.text(line.country.description))
        copy.value(line.tier.map { .text($0) } ?? .null)
        copy.value(line.isrc.map { .text($0) } ?? .null)
        copy.int32(line.contract)
        copy.value(.text(line.status.rawValue))
        copy.value(.text(line.currency.code))
        copy.int64(line.figures.estimatedUnits)
        copy.int64(line.figures.comparedUnits)
        copy.int64(line.figures.reportedUnits)
        for amount in [line.figures.estimated, line.figures.compared, line.figures.reported] {
          copy.value(.numeric(amount.pico))
        }
        for part in VariancePart.allCases { copy.value(.numeric(line.figures.parts[part].pico)) }
      }
    }
  }

  /// Writes the lines of recordings that the catalog does not have, behind `last`. The report has been added up.
  ///
  /// - Returns: their number.
  package func writeNotOurs(_ report: Int32, after last: Int32) throws -> Int64 {
    try db.query(
      """
      WITH added AS (
        INSERT INTO reconciliation_lines (report_id, line, period, platform, country, tier, isrc, contract_id, status,
          currency, estimated_units, compared_units, reported_units, estimated, compared, reported, units, rate, fx,
          rate_and_fx, adjustments, not_estimated, cut_off)
        SELECT \(report), \(last) + row_number() OVER (ORDER BY l.period, m.platform, m.country, m.tier, l.recording, l.currency),
          l.period, m.platform, m.country, CASE WHEN l.has_tier THEN m.tier END, l.recording, 0, \(LineStatus.notOurs.rawValue), l.currency,
          0, 0, l.units - l.adjustment_units, 0, 0, l.amount, 0, 0, 0, 0, l.adjustment, l.amount - l.adjustment, 0
        FROM (
          SELECT period, market_id, has_tier, recording, currency, sum(units)::bigint AS units, sum(amount) AS amount,
            sum(adjustment_units)::bigint AS adjustment_units, sum(adjustment) AS adjustment
          FROM report_sums WHERE track_id = 0 GROUP BY 1, 2, 3, 4, 5) l
        JOIN markets m USING (market_id)
        RETURNING 1)
      SELECT count(*) FROM added
      """)[0].int(0)
  }

  package func write(_ report: Int32, _ totals: [PlatformMonth]) throws {
    for total in totals {
      try db.query(
        """
        INSERT INTO reconciliations (report_id, period, platform, currency, estimated, compared, reported, verdict)
        VALUES (\(report), \(.period(total.period)), \(total.platform), \(total.currency.code),
          \(.numeric(total.estimated.pico)), \(.numeric(total.compared.pico)), \(.numeric(total.reported.pico)),
          \(total.verdict.rawValue))
        """)
    }
  }

  /// Change that accepting a report makes for a payee.
  package struct TrueUp: Sendable, Hashable {
    package let payee: String
    package let currency: Currency
    /// Royalties after less before.
    package let amount: Amount

    package init(payee: String, currency: Currency, amount: Amount) {
      self.payee = payee
      self.currency = currency
      self.amount = amount
    }
  }

  package func write(_ report: Int32, _ trueUps: [TrueUp]) throws {
    try db.query(
      """
      INSERT INTO reconciliation_true_ups
      SELECT \(report), p, c, a::numeric FROM unnest(\(.texts(trueUps.map(\.payee))),
        \(.texts(trueUps.map(\.currency.code))), \(.texts(trueUps.map { "\($0.amount)" }))) AS t (p, c, a)
      """)
  }

  // MARK: Reading

  /// True if the report was compared: not where the process ended right after it was taken in.
  package func isCompared(_ report: Int32) throws -> Bool {
    try !db.query("SELECT FROM comparisons WHERE report_id = \(report)").isEmpty
  }

  /// Accepted reports that a comparison takes together with its own, in order.
  package func together(with report: Int32) throws -> [Int32] {
    try db.query("SELECT unnest(together) FROM comparisons WHERE report_id = \(report) ORDER BY 1").map { $0.int32(0) }
  }

  /// Accepted reports whose comparisons are together with one of those told, in the order in which they were accepted.
  package func accepted(togetherWith reports: [Int32]) throws -> [Int32] {
    try db.query(
      """
      SELECT c.report_id FROM comparisons c JOIN acceptances a USING (report_id)
      WHERE c.together && \(.int32s(reports)) AND NOT a.withdrawn AND NOT a.renames
        AND NOT EXISTS (SELECT FROM acceptances n WHERE n.supersedes = a.acceptance_id)
      GROUP BY 1 ORDER BY min(a.acceptance_id)
      """
    ).map { $0.int32(0) }
  }

  package func totals(_ report: Int32) throws -> [PlatformMonth] {
    try db.query(
      """
      SELECT period, platform, currency, estimated, compared, reported, verdict FROM reconciliations
      WHERE report_id = \(report) ORDER BY period, platform COLLATE "C", currency
      """
    ).map {
      PlatformMonth(
        period: $0.period(0), platform: $0.text(1), currency: Currency($0.text(2))!,
        estimated: Amount(pico: $0.numeric(3)), compared: Amount(pico: $0.numeric(4)),
        reported: Amount(pico: $0.numeric(5)), verdict: PlatformMonthVerdict(rawValue: $0.text(6))!)
    }
  }

  package func trueUps(_ report: Int32) throws -> [TrueUp] {
    try db.query(
      """
      SELECT payee, currency, amount FROM reconciliation_true_ups
      WHERE report_id = \(report) ORDER BY payee COLLATE "C", currency
      """
    ).map { TrueUp(payee: $0.text(0), currency: Currency($0.text(1))!, amount: Amount(pico: $0.numeric(2))) }
  }

  /// Reports on which nobody has decided and that are too far from the estimates of a period for it to be closed.
  package func blocking(_ period: Period) throws -> [(report: Int32, platform: String)] {
    try db.query(
      """
      SELECT DISTINCT c.report_id, c.platform FROM reconciliations c JOIN platform_report_states s USING (report_id)
      WHERE c.period = \(.period(period)) AND c.verdict = \(PlatformMonthVerdict.blocked.rawValue)
        AND s.status = 'received'
      ORDER BY 1, 2
      """
    ).map { ($0.int32(0), $0.text(1)) }
  }

  /// Reports about a period that nobody has decided on and that were never compared.
  package func uncompared(_ period: Period) throws -> [(report: Int32, platform: String)] {
    try db.query(
      """
      SELECT report_id, platform FROM platform_report_scopes s JOIN platform_report_states t USING (report_id)
      WHERE period = \(.period(period)) AND NOT EXISTS (SELECT FROM comparisons c WHERE c.report_id = s.report_id)
        AND t.status = 'received'
      ORDER BY 1, 2
      """
    ).map { ($0.int32(0), $0.text(1)) }
  }
}
