import Postgres
import Texts

/// Samples of the lines of counted files, each by itself and those of a month together.
package struct SketchStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Lines of a file that is about to be counted.
  package struct CountedLines: Sendable {
    package var sketch: LineSketch
    /// Begin of what is to be counted: 0, or the end of the file that it continues.
    package var from: Int64
    /// Somebody says that it is right if it shares lines with others.
    package var mayOverlap: Bool
    /// Digests of files whose lines it may have, since it starts like them.
    package var alike: [[UInt8]]

    package init(_ sketch: LineSketch, from: Int64 = 0, mayOverlap: Bool = false, alike: [[UInt8]] = []) {
      self.sketch = sketch
      self.from = from
      self.mayOverlap = mayOverlap
      self.alike = alike
    }
  }

  /// Counted lines that a file has too.
  package struct Overlap: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
      case file(String, isComplete: Bool)
      /// All files whose counting began in a month, as `2026-10`.
      case month(String)
    }

    package let place: Place
    package let share: LineSketch.Share
  }

  /// Refusal of a file's first commit. Nothing was written.
  package struct Overlapping: Error, Sendable {
    /// The largest shares, in their order.
    package let overlaps: [Overlap]
  }

  /// Overlaps that are told of.
  private static let listed = 5
  /// Samples that are in memory at a time: some 8 KiB each.
  private static let together = 64
  /// The first commits of files have turns, so that of two that overlap the later one sees the other.
  static let alone: SQL = "SELECT pg_advisory_xact_lock(hashtext('ledgerline sketches'))"

  /// Counted files in which 5 % of a file's lines stand, as is estimated, or months where there is no such file.
  package func overlaps(of lines: CountedLines) throws -> [Overlap] {
    let sketch = lines.sketch
    guard !sketch.hashes.isEmpty else { return [] }
    var known: Set<Int64> = []
    for digest in lines.alike {
      let rows = try db.query(
        "SELECT sketch FROM ingest_files WHERE digest = \(.bytes(digest)) AND sketch IS NOT NULL")
      if let row = rows.first { known.formUnion(row.int64s(0)) }
    }
    var rest = try db.query("SELECT digest FROM ingest_files WHERE sketch && \(.int64s(sketch.hashes))")
      .map { $0.bytes(0) }.filter { !lines.alike.contains($0) }[...]
    var found: [Overlap] = []
    func note(_ place: Overlap.Place, _ other: [Int64]) {
      let share = sketch.share(in: LineSketch(hashes: other), apartFrom: known)
      guard share.isOverlap else { return }
      found.append(Overlap(place: place, share: share))
      found.sort { $0.share.shared * $1.share.compared > $1.share.shared * $0.share.compared }
      found = Array(found.prefix(Self.listed))
    }
    while !rest.isEmpty {
      let part = Array(rest.prefix(Self.together))
      rest = rest.dropFirst(part.count)
      let rows = try db.query(
        """
        SELECT name, completed_at IS NOT NULL, sketch FROM ingest_files
        WHERE digest = ANY(\(.bytesList(part))) ORDER BY started_at
        """)
      for row in rows { note(.file(row.text(0), isComplete: row.bool(1)), row.int64s(2)) }
    }
    guard found.isEmpty else { return found }
    for month in try db.query("SELECT to_char(month, 'YYYY-MM'), lines FROM ingest_sketches ORDER BY month") {
      note(.month(month.text(0)), month.int64s(1))
    }
    return found
  }

  /// Keeps the sample of a file with its first commit, in the open transaction.
  ///
  /// - Throws: `Overlapping` where it shares lines with others, and nobody has said that this is right.
  func begin(_ lines: CountedLines, digest: [UInt8]) throws {
    try db.query(Self.alone)
    if !lines.mayOverlap {
      let overlaps = try overlaps(of: lines)
      guard overlaps.isEmpty else { throw Overlapping(overlaps: overlaps) }
    }
    let hashes = lines.sketch.hashes
    try db.query(
      """
      UPDATE ingest_files SET sketch = \(.int64s(hashes)), counted_from = \(lines.from),
        sketched_in = date_trunc('month', now() AT TIME ZONE 'UTC')::date
      WHERE digest = \(.bytes(digest))
      """)
    try db.query(
      """
      INSERT INTO ingest_sketches AS s (month, lines)
      VALUES (date_trunc('month', now() AT TIME ZONE 'UTC')::date, \(.int64s(hashes)))
      ON CONFLICT (month) DO UPDATE SET lines = ARRAY(
        SELECT DISTINCT h FROM unnest(s.lines || excluded.lines) AS h ORDER BY h LIMIT \(LineSketch.limit))
      """)
  }

  /// Makes the sample of a month anew from those of its files: one of them was taken out, in the open transaction.
  func renew(_ month: Int32) throws {
    try db.query(
      """
      UPDATE ingest_sketches SET lines = ARRAY(
        SELECT DISTINCT h FROM ingest_files f, unnest(f.sketch) AS h
        WHERE f.sketched_in = \(.date(month)) ORDER BY h LIMIT \(LineSketch.limit))
      WHERE month = \(.date(month))
      """)
  }
}
