import Postgres

/// Titles and performers that reports have for names that the catalog does not know.
package struct ReportWordStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  package struct Words: Sendable {
    package let name: ReportedName
    package let title: String?
    package let artist: String?

    package init(_ name: ReportedName, title: String?, artist: String?) {
      self.name = name
      self.title = title
      self.artist = artist
    }
  }

  /// Keeps those of names that the catalog does not know, inside the transaction that takes the report in.
  package func write(_ words: [Words], of report: Int32) throws {
    if words.isEmpty { return }
    try db.query(
      """
      INSERT INTO platform_report_words (report_id, kind, name, title, artist)
      SELECT \(report), kind, name, nullif(title, ''), nullif(artist, '')
      FROM unnest(\(.texts(words.map(\.name.kind.rawValue))), \(.texts(words.map(\.name.text))),
        \(.texts(words.map { $0.title ?? "" })), \(.texts(words.map { $0.artist ?? "" }))) AS w (kind, name, title, artist)
      WHERE NOT EXISTS (SELECT FROM tracks t WHERE w.kind = 'isrc' AND t.isrc = w.name)
        AND NOT EXISTS (SELECT FROM track_external_ids x WHERE w.kind = 'external_id' AND x.external_id = w.name)
      """)
  }

  /// Words that reports have for some names, of each at most five.
  package func words(_ names: [ReportedName], in reports: [Int32]) throws -> [ReportedName: [Words]] {
    if names.isEmpty || reports.isEmpty { return [:] }
    let rows = try db.query(
      """
      SELECT kind, name, title, artist FROM (
        SELECT kind, name, title, artist, row_number() OVER (
          PARTITION BY kind, name ORDER BY title COLLATE "C", artist COLLATE "C") AS place
        FROM platform_report_words
        WHERE report_id = ANY(\(.int32s(reports))) AND name = ANY(\(.texts(names.map(\.text))))
        GROUP BY 1, 2, 3, 4) w
      WHERE place <= 5 ORDER BY kind, name, place
      """)
    return Dictionary(grouping: rows) { ReportedName($0.text(0), $0.text(1)) }.mapValues { rows in
      rows.map { Words(ReportedName($0.text(0), $0.text(1)), title: $0.optionalText(2), artist: $0.optionalText(3)) }
    }
  }
}
