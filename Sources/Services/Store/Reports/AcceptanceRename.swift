import Plays
import Postgres

/// Accepted lines that are given to the recordings that they turn out to be: by a catalog that knows their names, or by what
/// somebody has decided on a name.
extension AcceptanceStore {
  /// Gives accepted lines to the recordings that they are of now, inside the transaction that has changed it: an import of a
  /// catalog, or a decision.
  ///
  /// The acceptance stays: beside it stands another of the same report that takes the lines from where they are and gives them
  /// to the recording that they are of, or to nobody.
  ///
  /// - Returns: the reports whose lines have moved, in order.
  @discardableResult
  func rename() throws -> [Int32] {
    guard try hasNames() else { return [] }
    try db.run(
      script: """
        CREATE TEMP TABLE renamed_lines (
          acceptance_id int, report_id int, account text, is_late boolean, period date, platform text, isrc text, upc text,
          external_id text, former text, was_assigned boolean, recording text, is_assigned boolean, market_id int,
          has_tier boolean, currency text, units bigint, amount numeric, adjustment_units bigint, adjustment numeric)
        ON COMMIT DROP
        """)
    try findRenamed()
    let reports = try db.query("SELECT DISTINCT report_id FROM renamed_lines ORDER BY 1").map { $0.int32(0) }
    if reports.isEmpty { return [] }
    try queue()
    try db.query(
      """
      INSERT INTO acceptances (period, platform, countries, report_id, renames, account, is_late)
      SELECT DISTINCT period, platform, '{}'::text[], report_id, true, account, is_late FROM renamed_lines ORDER BY 1, 2, 4
      """)
    // Those just made: the newest of each report's month.
    try db.query(
      """
      UPDATE renamed_lines r SET acceptance_id = (
        SELECT max(acceptance_id) FROM acceptances a
        WHERE a.renames AND a.report_id = r.report_id AND a.period = r.period AND a.platform = r.platform)
      """)
    try moveLines()
    try keepRenamed()
    return reports
  }

  /// True if there are accepted lines that could turn out to be of another recording.
  private func hasNames() throws -> Bool {
    let rows = try db.query(
      """
      SELECT EXISTS (SELECT FROM acceptance_names) OR EXISTS (SELECT FROM acceptance_assigned)
        OR EXISTS (SELECT FROM report_name_decisions)
      """)
    return rows[0].bool(0)
  }

  /// Lines that stand elsewhere than they should. `former` is the recording that they stand under, NULL for nobody's, and
  /// `recording` the one that they are of. The catalog comes before what was decided.
  private func findRenamed() throws {
    try db.query(
      """
      WITH counting AS MATERIALIZED (
        SELECT acceptance_id, report_id, account, is_late, period, platform FROM acceptances a
        WHERE NOT withdrawn AND NOT EXISTS (SELECT FROM acceptances x WHERE x.supersedes = a.acceptance_id)
      ), misspelt AS MATERIALIZED (
        SELECT name FROM report_name_assignments WHERE kind = 'isrc'
      ), kept AS (
        SELECT acceptance_id, NULL AS isrc, upc, external_id, NULL AS former, false AS was_assigned, market_id, has_tier,
          currency, units, amount, adjustment_units, adjustment
        FROM acceptance_names
        UNION ALL
        SELECT acceptance_id, isrc, upc, external_id, recording, true, market_id, has_tier, currency, units, amount,
          adjustment_units, adjustment
        FROM acceptance_assigned
        UNION ALL
        SELECT l.acceptance_id, l.isrc, nullif(l.upc, ''), NULL, l.isrc, false, l.market_id, l.has_tier, l.currency, l.units,
          l.amount, l.adjustment_units, l.adjustment
        FROM acceptance_lines l JOIN misspelt s ON s.name = l.isrc
      ), standing AS (
        SELECT c.report_id, c.account, c.is_late, c.period, c.platform, k.isrc, k.upc, k.external_id, k.former,
          k.was_assigned, k.market_id, k.has_tier, k.currency, sum(k.units)::bigint AS units, sum(k.amount) AS amount,
          sum(k.adjustment_units)::bigint AS adjustment_units, sum(k.adjustment) AS adjustment
        FROM kept k JOIN counting c USING (acceptance_id)
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
        HAVING sum(k.units) <> 0 OR sum(k.amount) <> 0 OR sum(k.adjustment_units) <> 0 OR sum(k.adjustment) <> 0
      ), known AS (
        SELECT s.*, CASE WHEN s.isrc IS NULL THEN coalesce(
          (SELECT t.isrc FROM track_external_ids x JOIN tracks t USING (track_id) WHERE x.external_id = s.external_id),
          (SELECT min(t.isrc) FROM tracks t JOIN albums b USING (album_id) WHERE b.gtin = s.upc
            HAVING count(DISTINCT t.isrc) = 1)) END AS known,
          CASE WHEN s.isrc IS NULL THEN coalesce(
            (SELECT d.recording FROM report_name_assignments d WHERE d.kind = 'external_id' AND d.name = s.external_id),
            (SELECT d.recording FROM report_name_assignments d WHERE d.kind = 'upc' AND d.name = s.upc))
          ELSE (SELECT d.recording FROM report_name_assignments d WHERE d.kind = 'isrc' AND d.name = s.isrc) END AS decided
        FROM standing s
      ), found AS (
        SELECT k.*, CASE WHEN isrc IS NULL THEN coalesce(known, decided) ELSE coalesce(decided, isrc) END AS recording,
          known IS NULL AND decided IS NOT NULL AS is_assigned
        FROM known k
      )
      INSERT INTO renamed_lines
      SELECT NULL, report_id, account, is_late, period, platform, isrc, upc, external_id, former, was_assigned, recording,
        is_assigned, market_id, has_tier, currency, units, amount, adjustment_units, adjustment
      FROM found WHERE recording IS DISTINCT FROM former
      """)
  }

  /// Lines of nobody have no barcode, those of a recording that of their rows.
  private func moveLines() throws {
    try db.query(
      """
      INSERT INTO acceptance_lines (acceptance_id, isrc, market_id, has_tier, currency, upc, units, amount,
        adjustment_units, adjustment)
      SELECT acceptance_id, isrc, market_id, has_tier, currency, upc, sum(units)::bigint, sum(amount),
        sum(adjustment_units)::bigint, sum(adjustment)
      FROM (
        SELECT acceptance_id, coalesce(recording, \(Self.noRecording.description)) AS isrc, market_id, has_tier, currency,
          CASE WHEN recording IS NULL THEN '' ELSE coalesce(upc, '') END AS upc, units, amount, adjustment_units, adjustment
        FROM renamed_lines
        UNION ALL
        SELECT acceptance_id, coalesce(former, \(Self.noRecording.description)), market_id, has_tier, currency,
          CASE WHEN former IS NULL THEN '' ELSE coalesce(upc, '') END, -units, -amount, -adjustment_units, -adjustment
        FROM renamed_lines) l
      GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2
      """)
  }

  /// Names under which lines stand from now on, and those under which they do not any more.
  private func keepRenamed() throws {
    try db.query(
      """
      INSERT INTO acceptance_names (acceptance_id, upc, external_id, market_id, has_tier, currency, units, amount,
        adjustment_units, adjustment)
      SELECT acceptance_id, upc, external_id, market_id, has_tier, currency, -units, -amount, -adjustment_units,
        -adjustment FROM renamed_lines WHERE former IS NULL
      UNION ALL
      SELECT acceptance_id, upc, external_id, market_id, has_tier, currency, units, amount, adjustment_units, adjustment
      FROM renamed_lines WHERE recording IS NULL
      """)
    try db.query(
      """
      INSERT INTO acceptance_assigned (acceptance_id, isrc, upc, external_id, recording, market_id, has_tier, currency,
        units, amount, adjustment_units, adjustment)
      SELECT acceptance_id, isrc, upc, external_id, former, market_id, has_tier, currency, -units, -amount,
        -adjustment_units, -adjustment FROM renamed_lines WHERE was_assigned
      UNION ALL
      SELECT acceptance_id, isrc, upc, external_id, recording, market_id, has_tier, currency, units, amount,
        adjustment_units, adjustment FROM renamed_lines WHERE is_assigned
      """)
  }
}
