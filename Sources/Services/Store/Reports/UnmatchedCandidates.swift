import Money
import Plays
import Postgres

/// Recordings of ours that rows of an unknown name may be of, and why. Nothing is done with them: somebody decides.
extension UnmatchedStore {
  /// Other names that rows of a name have beside it, and words.
  package struct Clues: Sendable {
    package let rows: Int64
    let barcodes: [String]
    let externalIDs: [String]
    package let words: [ReportWordStore.Words]
  }

  package struct Candidate: Sendable, Hashable {
    /// Reason for which a recording may be the one.
    package enum Reason: String, Sendable, Codable, CaseIterable {
      /// It stands on the release that rows of the name are of.
      case barcode
      /// The catalog has an external id for it that rows of the name have.
      case external = "external_id"
      /// Other rows of reports have the same barcode or external id, and its ISRC.
      case reports
      /// It has the same title and all the same performers, whatever their case, accents and punctuation.
      case words
    }

    package let isrc: ISRC
    package let title: String
    package let artist: String
    /// In the order of `Reason`.
    package let reasons: [Reason]
  }

  /// Candidates of a name, those for the most reasons first, and after that by ISRC.
  package struct Candidates: Sendable {
    package let first: [Candidate]
    /// True if there is more than one, so that none is more likely by itself.
    package let compete: Bool

    /// Number that is told at most.
    static let limit = 5
  }

  /// Reports whose rows are looked through for others of the same barcode or id: those that came last.
  private static let recentReports: Int32 = 50

  /// Clues to the names, in the reports in which these stand.
  package func clues(of entries: [Entry], _ filter: Filter) throws -> [ReportedName: Clues] {
    let reports = Set(entries.flatMap(\.reports)).sorted()
    if reports.isEmpty { return [:] }
    let words = try ReportWordStore(db).words(entries.map(\.name), in: reports)
    let rows = try db.query(
      """
      SELECT kind, name, count(*), coalesce(array_agg(DISTINCT upc) FILTER (WHERE upc IS NOT NULL), '{}'),
        coalesce(array_agg(DISTINCT external_id) FILTER (WHERE external_id IS NOT NULL), '{}')
      FROM (
        SELECT CASE WHEN r.isrc IS NOT NULL THEN 'isrc' WHEN r.external_id IS NULL THEN 'upc' ELSE 'external_id' END AS kind,
          coalesce(r.isrc, r.external_id, r.upc) AS name, r.upc, r.external_id, r.recording
        FROM platform_report_recordings r JOIN markets m USING (market_id)
        WHERE r.report_id = ANY(\(.int32s(reports)))
          AND coalesce(r.isrc, r.external_id, r.upc) = ANY(\(.texts(entries.map(\.name.text))))
          AND (\(filter.platform)::text IS NULL OR m.platform = \(filter.platform))
          AND (\(filter.currency?.code)::text IS NULL OR r.currency = \(filter.currency?.code))
      ) l LEFT JOIN tracks t ON t.isrc = l.recording
      WHERE t.track_id IS NULL GROUP BY 1, 2
      """)
    return Dictionary(
      uniqueKeysWithValues: rows.map {
        let name = ReportedName($0.text(0), $0.text(1))
        return (
          name, Clues(rows: $0.int(2), barcodes: $0.texts(3), externalIDs: $0.texts(4), words: words[name] ?? [])
        )
      })
  }

  /// Recordings that the names may be of.
  package func candidates(_ clues: [ReportedName: Clues]) throws -> [ReportedName: Candidates] {
    let told = clues.flatMap { name, clues in
      clues.barcodes.map { (name, "upc", $0) } + clues.externalIDs.map { (name, "external_id", $0) }
    }
    let alike = try recordings(by: clues.mapValues(\.words))
    if told.isEmpty && alike.isEmpty { return [:] }
    let rows = try db.query(
      """
      WITH clues AS MATERIALIZED (
        SELECT * FROM unnest(\(.texts(told.map(\.0.kind.rawValue))), \(.texts(told.map(\.0.text))),
          \(.texts(told.map(\.1))), \(.texts(told.map(\.2)))) AS c (kind, name, via, value)
      ), recent AS MATERIALIZED (
        SELECT DISTINCT isrc, upc, external_id FROM platform_report_lines
        WHERE report_id > (SELECT coalesce(max(report_id), 0) FROM platform_reports) - \(Self.recentReports)
          AND isrc IS NOT NULL
          AND (upc IN (SELECT value FROM clues WHERE via = 'upc')
            OR external_id IN (SELECT value FROM clues WHERE via = 'external_id'))
      ), found AS (
        SELECT c.kind, c.name, 'barcode' AS reason, t.isrc
        FROM clues c JOIN albums b ON b.gtin = c.value JOIN tracks t USING (album_id) WHERE c.via = 'upc'
        UNION
        SELECT c.kind, c.name, 'external_id', t.isrc
        FROM clues c JOIN track_external_ids x ON x.external_id = c.value JOIN tracks t USING (track_id)
        WHERE c.via = 'external_id'
        UNION
        SELECT c.kind, c.name, 'reports', r.isrc FROM clues c JOIN recent r ON r.upc = c.value WHERE c.via = 'upc'
        UNION
        SELECT c.kind, c.name, 'reports', r.isrc
        FROM clues c JOIN recent r ON r.external_id = c.value WHERE c.via = 'external_id'
        UNION
        SELECT w.kind, w.name, 'words', w.isrc FROM unnest(\(.texts(alike.map(\.0.kind.rawValue))),
          \(.texts(alike.map(\.0.text))), \(.texts(alike.map(\.1.description)))) AS w (kind, name, isrc)
      )
      SELECT f.kind, f.name, t.isrc, t.title, a.name, array_agg(DISTINCT f.reason)
      FROM found f JOIN tracks t ON t.isrc = f.isrc AND t.owned_from = '-infinity' AND t.release = 0
        JOIN artists a USING (artist_id)
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, count(DISTINCT f.reason) DESC, 3
      """)
    let grouped = Dictionary(grouping: rows) { ReportedName($0.text(0), $0.text(1)) }
    return grouped.mapValues { rows in
      Candidates(
        first: rows.prefix(Candidates.limit).map { row in
          let reasons = Set(row.texts(5))
          return Candidate(
            isrc: ISRC(row.text(2))!, title: row.text(3), artist: row.text(4),
            reasons: Candidate.Reason.allCases.filter { reasons.contains($0.rawValue) })
        },
        compete: rows.count > 1)
    }
  }
}
