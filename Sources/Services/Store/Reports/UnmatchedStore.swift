import Money
import Plays
import Postgres

/// Reported money of no recording that is known, by the names that its rows have: of reports that are accepted, and of those that
/// nobody has decided on.
package struct UnmatchedStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  package struct Filter: Sendable {
    /// Sender's account of the reports.
    package let account: String?
    package let platform: String?
    package let currency: Currency?
    /// True for names too that somebody has decided on.
    package let hasDecided: Bool

    package init(
      account: String? = nil, platform: String? = nil, currency: Currency? = nil, hasDecided: Bool = false
    ) {
      self.account = account
      self.platform = platform.map(Market.code)
      self.currency = currency
      self.hasDecided = hasDecided
    }
  }

  /// Money of a name in a currency.
  package struct Sum: Sendable, Hashable {
    package let currency: Currency
    package let units: Int64
    /// All of it.
    package let amount: Amount
    /// The part that is of accepted reports.
    package let accepted: Amount
    /// The part that the books have in suspense.
    package let booked: Amount
  }

  package struct Entry: Sendable {
    package let name: ReportedName
    /// By the currency's code.
    package internal(set) var sums: [Sum]
    package let platforms: [String]
    package let reports: [Int32]
    /// The day on which the first of these reports came, in UTC.
    package let since: Day
    /// Verdict of a decision that is there.
    package let verdict: NameDecisionStore.Verdict?
  }

  /// Parts of a page: names in their order, and what sums they have.
  ///
  /// The order is that of the largest sum in any one currency, either way: sums of several are never added.
  ///
  /// - Parameter first: how many entries to leave out.
  package func entries(_ filter: Filter, after first: Int, limit: Int) throws -> [Entry] {
    let rows = try db.query(
      """
      WITH counting AS MATERIALIZED (
        SELECT a.acceptance_id, a.report_id, a.platform, t.account, a.acceptance_id <= coalesce(w.reports, 0) AS is_booked
        FROM acceptances a JOIN platform_report_states t USING (report_id) LEFT JOIN ledger_watermarks w USING (period)
        WHERE NOT a.withdrawn AND NOT EXISTS (SELECT FROM acceptances x WHERE x.supersedes = a.acceptance_id)
      ), undecided AS MATERIALIZED (
        SELECT report_id, account FROM platform_report_states WHERE status = 'received'
      ), lines AS (
        SELECT c.report_id, c.platform, c.account, 'isrc' AS kind, l.isrc AS name, l.currency, l.units, l.amount,
          l.amount AS accepted, CASE WHEN c.is_booked THEN l.amount ELSE 0 END AS booked
        FROM acceptance_lines l JOIN counting c USING (acceptance_id) LEFT JOIN tracks t USING (isrc)
        WHERE t.track_id IS NULL AND l.isrc <> \(AcceptanceStore.noRecording.description)
        UNION ALL
        SELECT c.report_id, c.platform, c.account, CASE WHEN n.external_id IS NULL THEN 'upc' ELSE 'external_id' END,
          coalesce(n.external_id, n.upc), n.currency, n.units, n.amount, n.amount,
          CASE WHEN c.is_booked THEN n.amount ELSE 0 END
        FROM acceptance_names n JOIN counting c USING (acceptance_id)
        UNION ALL
        SELECT r.report_id, m.platform, u.account, CASE WHEN r.isrc IS NOT NULL THEN 'isrc'
            WHEN r.external_id IS NULL THEN 'upc' ELSE 'external_id' END,
          coalesce(r.isrc, r.external_id, r.upc), r.currency, r.units, r.amount, 0, 0
        FROM platform_report_recordings r JOIN undecided u USING (report_id) JOIN markets m USING (market_id)
          LEFT JOIN tracks t ON t.isrc = r.recording
        WHERE t.track_id IS NULL
      ), named AS (
        SELECT kind, name, currency, report_id, platform, sum(units)::bigint AS units, sum(amount) AS amount,
          sum(accepted) AS accepted, sum(booked) AS booked
        FROM lines
        WHERE (\(filter.account)::text IS NULL OR account = \(filter.account))
          AND (\(filter.platform)::text IS NULL OR platform = \(filter.platform))
          AND (\(filter.currency?.code)::text IS NULL OR currency = \(filter.currency?.code))
        GROUP BY 1, 2, 3, 4, 5
        HAVING sum(units) <> 0 OR sum(amount) <> 0 OR sum(accepted) <> 0 OR sum(booked) <> 0
      ), sums AS (
        SELECT kind, name, currency, sum(units)::bigint AS units, sum(amount) AS amount, sum(accepted) AS accepted,
          sum(booked) AS booked
        FROM named GROUP BY 1, 2, 3
      ), ranked AS (
        SELECT s.kind, s.name, max(abs(s.amount)) AS largest, v.verdict, v.recording
        FROM sums s LEFT JOIN report_name_verdicts v
          ON v.kind = s.kind AND v.name = s.name AND v.verdict <> 'forgotten'
        WHERE v.verdict IS NULL OR \(filter.hasDecided)
        GROUP BY 1, 2, 4, 5 ORDER BY 3 DESC, 1, s.name COLLATE "C" OFFSET \(Int64(first)) LIMIT \(Int64(limit))
      ), places AS (
        SELECT n.kind, n.name, array_agg(DISTINCT n.platform ORDER BY n.platform) AS platforms,
          array_agg(DISTINCT n.report_id::bigint ORDER BY n.report_id::bigint) AS reports,
          (min(p.received_at) AT TIME ZONE 'UTC')::date AS since
        FROM named n JOIN ranked k USING (kind, name) JOIN platform_reports p USING (report_id) GROUP BY 1, 2
      )
      SELECT k.kind, k.name, s.currency, s.units, s.amount, s.accepted, s.booked, p.platforms, p.reports, p.since,
        k.verdict, k.recording
      FROM ranked k JOIN sums s USING (kind, name) JOIN places p USING (kind, name)
      ORDER BY k.largest DESC, k.kind, k.name COLLATE "C", s.currency COLLATE "C"
      """)
    var entries: [Entry] = []
    for row in rows {
      let name = ReportedName(row.text(0), row.text(1))
      let sum = Sum(
        currency: Currency(row.text(2))!, units: row.int(3), amount: Amount(pico: row.numeric(4)),
        accepted: Amount(pico: row.numeric(5)), booked: Amount(pico: row.numeric(6)))
      if entries.last?.name == name {
        entries[entries.count - 1].sums.append(sum)
        continue
      }
      entries.append(
        Entry(
          name: name, sums: [sum], platforms: row.texts(7), reports: row.int64s(8).map { Int32($0) },
          since: Day(number: row.date(9)),
          verdict: row.optionalText(10).map { $0 == "assigned" ? .assigned(ISRC(row.text(11))!) : .notOurs }))
    }
    return entries
  }
}
