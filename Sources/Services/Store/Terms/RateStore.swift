import Money
import Plays
import Postgres
import Rates
import Refusals

/// Published rate tables. They are only ever added.
package struct RateStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// One publisher of rate tables or exchange rates at a time: two could otherwise both find a version free. The row of
  /// `versions`, which every commit of plays takes, is only changed at the end.
  static let alone: SQL = "SELECT pg_advisory_xact_lock(hashtext('ledgerline rates'))"

  /// A table to publish with the SHA-256 of its file.
  package struct Publication: Sendable {
    package let table: RateTable
    package let digest: [UInt8]

    package init(table: RateTable, digest: [UInt8]) {
      self.table = table
      self.digest = digest
    }
  }

  /// A published file that was edited.
  package struct Changed: Refusal {
    package var refusal: RefusalKind { .conflict }
    package let description: String
  }

  /// Publishes the tables that are new, all or none. Those published before with the same digest are left alone.
  ///
  /// - Parameter beforeCommit: is given what is returned, when all is written; what it throws takes it back.
  /// - Returns: the paths of the new ones.
  /// - Throws: `Changed` with the name to use instead, where a published file now reads otherwise.
  package func publish(
    _ publications: [Publication], beforeCommit: (_ published: [String]) throws -> Void = { _ in }
  ) throws -> [String] {
    try db.transaction {
      try db.query(Self.alone)
      var published: [String] = []
      for publication in publications.sorted(by: { $0.table.path < $1.table.path }) {
        if try isNew(publication) {
          try insert(publication)
          published.append(publication.table.path)
        }
      }
      try beforeCommit(published)
      if !published.isEmpty {
        db.note(published.joined(separator: ", "))
        try db.query("UPDATE versions SET rates = rates + 1")
        try LiveStore(db).announceRates()
      }
      return published
    }
  }

  /// Those of some tables that are not published yet.
  ///
  /// - Throws: `Changed`, as `publish` does.
  package func unpublished(_ publications: [Publication]) throws -> [RateTable] {
    try publications.filter(isNew).map(\.table).sorted { $0.path < $1.path }
  }

  /// A published table in a list.
  package struct Listed: Sendable {
    package let path: String
    package let platform: String
    package let effective: Day
    package let rows: Int64
    /// Microseconds since 1970.
    package let publishedAt: Int64
  }

  /// Every published table, by platform, date and version.
  package func list() throws -> [Listed] {
    try db.query(
      """
      SELECT t.platform, t.effective, t.version, t.published_at, count(q.rate)
      FROM rate_tables t LEFT JOIN rate_quotes q USING (rate_table_id)
      GROUP BY t.rate_table_id ORDER BY t.platform, t.effective, t.version
      """
    ).map {
      let effective = Day(number: $0.date(1))
      return Listed(
        path: "\($0.text(0))/\(RateTable.fileName(effective: effective, version: Int($0.int(2))))",
        platform: $0.text(0),
        effective: effective, rows: $0.int(4), publishedAt: $0.timestamp(3))
    }
  }

  /// The version that a table of a date would have if it were published next.
  package func nextVersion(_ platform: String, _ effective: Day) throws -> Int {
    Int(
      try db.query(
        """
        SELECT coalesce(max(version), 0) + 1 FROM rate_tables
        WHERE platform = \(platform) AND effective = \(.date(effective.number))
        """)[0].int(0))
  }

  private func isNew(_ publication: Publication) throws -> Bool {
    let table = publication.table
    let rows = try db.query(
      """
      SELECT version, digest FROM rate_tables
      WHERE platform = \(table.platform) AND effective = \(.date(table.effective.number)) ORDER BY version
      """)
    guard let row = rows.first(where: { $0.int(0) == table.version }) else { return true }
    guard row.bytes(1) == publication.digest else {
      let next = RateTable.fileName(effective: table.effective, version: Int(rows.last!.int(0)) + 1)
      throw Changed(
        description: "\(table.path) was published with other rates; a published table is never edited. "
          + "Restore the file and save the correction as \(table.platform)/\(next). Nothing was published.")
    }
    return false
  }

  private func insert(_ publication: Publication) throws {
    let table = publication.table
    let id = try db.query(
      """
      INSERT INTO rate_tables (platform, effective, version, digest)
      VALUES (\(table.platform), \(.date(table.effective.number)), \(Int32(table.version)), \(.bytes(publication.digest)))
      RETURNING rate_table_id
      """)[0].int32(0)
    for (scope, quote) in table.quotes {
      try db.query(
        """
        INSERT INTO rate_quotes (rate_table_id, country, tier, currency, rate)
        VALUES (\(id), \(scope.country?.description), \(scope.tier), \(quote.currency.code), \(.numeric(quote.rate.pico)))
        """)
    }
  }

  /// All published tables, or those up to a number.
  package func book(asOf number: Int32 = .max) throws -> RateBook {
    var tables: [Int32: RateTable] = [:]
    var quotes: [Int32: [RateTable.Scope: RateTable.Quote]] = [:]
    for row in try db.query("SELECT rate_table_id, country, tier, currency, rate FROM rate_quotes") {
      let scope = RateTable.Scope(country: row.optionalText(1).map { Country($0)! }, tier: row.optionalText(2))
      quotes[row.int32(0), default: [:]][scope] = RateTable.Quote(
        currency: Currency(row.text(3))!, rate: Rate(pico: row.numeric(4)))
    }
    for row in try db.query(
      "SELECT rate_table_id, platform, effective, version FROM rate_tables WHERE rate_table_id <= \(number)")
    {
      tables[row.int32(0)] = RateTable(
        platform: row.text(1), effective: Day(number: row.date(2)), version: Int(row.int(3)),
        quotes: quotes[row.int32(0)] ?? [:])
    }
    return RateBook(tables.values)
  }

  /// The number that every publication raises.
  package func version() throws -> Int64 { try db.query("SELECT rates FROM versions")[0].int(0) }
}
