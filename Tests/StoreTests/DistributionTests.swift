import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// The schema and the statements of Store against what Citus can do with tables on several nodes. It needs no Citus.
@Suite("Tables on several nodes")
struct DistributionTests {
  private static let kinds = Dictionary(uniqueKeysWithValues: Distribution.kinds.map { ($0.table, $0.kind) })
  private static let sources = texts("\(Project.root)/Sources/Services/Store", "swift")
  private static let migrations = texts(Project.migrations, "sql")
  private static func texts(_ folder: String, _ kind: String) -> [String: String] {
    let files = FileManager.default.enumerator(atPath: folder)!.compactMap { $0 as? String }
    return Dictionary(
      uniqueKeysWithValues: files.filter { $0.hasSuffix(".\(kind)") }.map {
        ($0, String(decoding: FileManager.default.contents(atPath: "\(folder)/\($0)")!, as: UTF8.self))
      })
  }
  /// Tables of one transaction are on the coordinator alone.
  private static let temporary = Set(
    (Array(sources.values) + migrations.values).flatMap { text in
      text.matches(of: /CREATE TEMP TABLE (IF NOT EXISTS )?([a-z_]+)/).map { String($0.output.2) }
    })
  private static let rules = StatementRules(
    kinds: kinds.mapValues { kind in
      switch kind {
      case .local: .local
      case .reference: .reference
      case .distributed(let column, let group): .distributed(column: column, group: group.rawValue)
      }
    }.merging(temporary.map { ($0, .local) }) { $1 })

  /// One node, with the whole schema.
  private func plain() async throws -> Connection {
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    _ = try Migrator(directory: Project.migrations).migrate(db)
    return db
  }

  @Test("Every table of the schema has a kind, and nothing else has")
  func tables() async throws {
    let tables = try await plain().query(
      "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
    #expect(Set(tables.map { $0.text(0) }) == Set(Self.kinds.keys), "say in Distribution where its rows are")
    #expect(Self.kinds.count == Distribution.kinds.count)
    for group in Distribution.Group.allCases {
      let first = Distribution.kinds.first { if case .distributed(_, group) = $0.kind { true } else { false } }
      #expect(first?.table == group.rawValue, "the others stand beside it, so it is distributed before them")
    }
  }

  @Test("Every unique key of a distributed table has the column by which it is distributed")
  func keys() async throws {
    let keys = try await plain().query(
      """
      SELECT c.relname::text, k.relname::text, ARRAY(
        SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey))
      FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class k ON k.oid = i.indexrelid
      WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace
      """)
    for key in keys {
      guard let column = Self.kinds[key.text(0)]?.column else { continue }
      #expect(key.texts(2).contains(column), "\(key.text(1)) of \(key.text(0))")
    }
    for (table, kind) in Self.kinds {
      guard let column = kind.column else { continue }
      let exists = try await plain().query(
        "SELECT FROM pg_attribute WHERE attrelid = to_regclass(\(table)::text) AND attname = \(column)::text AND attnotnull"
      )
      #expect(exists.count == 1, "\(column) of \(table) is in every row")
    }
  }

  @Test("No table refers to one whose rows may be on another node, but for the references that are dropped")
  func references() async throws {
    let references = try await plain().query(
      """
      SELECT c.conrelid::regclass::text, c.confrelid::regclass::text, c.conname::text FROM pg_constraint c
      WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
      """)
    #expect(references.count > 10)
    var dropped: Set<String> = []
    for row in references {
      let (from, to, name) = (row.text(0), row.text(1), row.text(2))
      if Distribution.droppedReferences.contains(where: { $0 == (from, name) }) {
        dropped.insert(name)
        continue
      }
      switch (Self.kinds[from]!, Self.kinds[to]!) {
      case (.local, .local), (_, .reference): break
      default: Issue.record("\(name): \(from) to \(to)")
      }
    }
    #expect(dropped == Set(Distribution.droppedReferences.map(\.constraint)), "each is there")
  }

  @Test("A trigger that would fire on shards looks at no table, but for those that are dropped")
  func triggers() async throws {
    let triggers = try await plain().query(
      """
      SELECT t.tgrelid::regclass::text, t.tgname::text, p.proname::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
      WHERE NOT t.tgisinternal
      """)
    var dropped: Set<String> = []
    for row in triggers where Self.kinds[row.text(0)]! != .local {
      if Distribution.droppedTriggers.contains(where: { $0 == (row.text(0), row.text(1)) }) {
        dropped.insert(row.text(1))
      } else {
        #expect(["refuse_change", "refuse_removal"].contains(row.text(2)), "\(row.text(1)) of \(row.text(0))")
      }
    }
    #expect(dropped == Set(Distribution.droppedTriggers.map(\.trigger)), "each is there")
  }

  /// Statements that the rules find and that are right nevertheless.
  private static let allowed: [(file: String, part: String)] = [
    // A range of blocks is taken of each shard; together they are all of it.
    ("Plays/LiveStore.swift", "WHERE ctid >="),
    // One is for a plain database, the other asks each shard for its own.
    ("Plays/LiveStore.swift", "pg_relation_size"),
    // Where there is one node.
    ("Books/BooksStatistics.swift", "ANALYZE ledger_lines"),
  ]

  @Test("Statements of Store ask for nothing that tables on several nodes cannot answer")
  func statements() throws {
    #expect(Self.temporary.isSuperset(of: ["catalog_times", "report_sums", "withdrawn", "stage", "adjusted_tracks"]))
    var (count, used) = (0, Set<String>())
    for (file, text) in Self.sources {
      for statement in SwiftStatements.all(text) {
        count += 1
        let breaches = Self.rules.breaches(statement.text, isCounted: statement.isCounted)
        guard !breaches.isEmpty else { continue }
        if let allowed = Self.allowed.first(where: { $0.file == file && statement.text.contains($0.part) }) {
          used.insert(allowed.part)
        } else {
          Issue.record("\(file):\(statement.line): \(breaches)")
        }
      }
    }
    #expect(count > 250, "the statements are found")
    #expect(used == Set(Self.allowed.map(\.part)), "an exception that nothing needs")
  }

  @Test("Migrations that came after tables could be distributed ask for nothing either")
  func statementsOfMigrations() {
    let later = Self.migrations.filter { $0.key > "0029" }
    #expect(later.count > 10)
    for (file, text) in later { #expect(Self.rules.breaches(text) == [], "\(file)") }
  }

  @Test(
    "The rules find what Citus refuses, or answers otherwise",
    arguments: [
      // Each was a statement of Store, or is one that somebody may write.
      ("SELECT 1 FROM plays_daily p JOIN plays_hourly h ON h.hour = p.day", "stand together"),
      ("SELECT 1 FROM plays_daily p JOIN ledger_lines l ON l.market_id = p.market_id", "stand together"),
      ("SELECT 1 FROM plays_daily p, platform_report_lines l WHERE l.isrc = 'x'", "stand together"),
      (
        "SELECT 1 FROM ledger_lines l JOIN tracks t USING (track_id) WHERE EXISTS (SELECT FROM contracts c WHERE c.scope_id = t.isrc)",
        "each row"
      ),
      (
        "SELECT t.track_id FROM tracks t, LATERAL (SELECT FROM plays_daily p WHERE p.track_id = t.track_id LIMIT 1) x",
        "each row"
      ),
      (
        "SELECT 1 FROM acceptances r JOIN acceptance_lines l USING (acceptance_id) WHERE NOT EXISTS (SELECT FROM ledger_lines p WHERE p.period = r.period)",
        "each row"
      ),
      ("WITH RECURSIVE a AS (SELECT 1), b AS (SELECT isrc FROM acceptance_lines) SELECT * FROM b", "recursive"),
      ("SELECT EXISTS (SELECT FROM ledger_pending) FROM versions v", "no column"),
      ("SELECT plays FROM plays_daily WHERE track_id = 1 FOR UPDATE", "locked"),
      ("UPDATE plays_daily SET track_id = 2 WHERE track_id = 1", "move"),
      ("UPDATE tracks SET title = e.title FROM catalog_changes e WHERE tracks.track_id = e.track_id", "every copy"),
      (
        "WITH x AS MATERIALIZED (SELECT isrc FROM catalog_times) UPDATE tracks SET title = '' FROM x WHERE tracks.isrc = x.isrc",
        "every copy"
      ),
      ("DELETE FROM track_features f USING catalog_changes e WHERE f.track_id = e.track_id", "every copy"),
      ("ANALYZE catalog_times; UPDATE tracks SET title = (SELECT max(title) FROM catalog_stage)", "every copy"),
      ("UPDATE tracks SET title = '' FROM plays_daily p WHERE tracks.track_id = p.track_id", "every copy"),
      (
        "UPDATE catalog_times x SET former = (SELECT max(t.track_id) FROM tracks t WHERE t.isrc = x.isrc)",
        "is asked for each row"
      ),
      (
        "INSERT INTO acceptance_lines (acceptance_id) VALUES ((SELECT max(acceptance_id) FROM acceptances))",
        "has a sub-select"
      ),
      (
        "INSERT INTO artists (id) SELECT m.id FROM catalog_mentions m WHERE NOT EXISTS (SELECT FROM artists a WHERE a.id = m.id)",
        "for each row"
      ),
      ("ANALYZE ledger_lines (transaction_id)", "no ANALYZE"),
      ("SELECT reltuples FROM pg_class WHERE oid = 'plays_daily'::regclass", "reltuples"),
    ])
  func samples(statement: String, says: String) {
    let breaches = Self.rules.breaches(statement)
    #expect(breaches.contains { $0.contains(says) }, "\(breaches)")
  }

  @Test("Rows written to several nodes are not counted by the command tag; and what is right is not found")
  func counting() {
    let insert = "INSERT INTO tracks (isrc) SELECT * FROM unnest($1) ON CONFLICT DO NOTHING"
    #expect(Self.rules.breaches(insert, isCounted: true).count == 1)
    #expect(Self.rules.breaches(insert).isEmpty)
    let source = "func a() { try db.query(\"\"\"\n  \(insert)\n  \"\"\"\n).affected }"
    #expect(SwiftStatements.all(source).map(\.isCounted) == [true])
    for right in [
      "INSERT INTO fx_rates SELECT * FROM unnest($1) ON CONFLICT DO NOTHING",
      "SELECT sum(l.plays) FROM plays_daily l JOIN tracks t USING (track_id) JOIN labels USING (label_id)",
      "SELECT l.track_id FROM ledger_pending p JOIN ledger_lines l USING (period, track_id)",
      "SELECT l.period FROM ledger_lines l JOIN ledger_transactions x ON x.id = l.transaction_id",
      "SELECT EXISTS (SELECT 1 FROM ledger_pending) FROM versions v",
      """
      WITH x AS MATERIALIZED (SELECT isrc FROM catalog_times), written AS (
        UPDATE tracks SET title = '' FROM x WHERE tracks.isrc = x.isrc RETURNING 1) SELECT count(*) FROM written
      """,
      "UPDATE catalog_times x SET former = t.track_id FROM tracks t WHERE t.isrc = x.isrc",
      "DELETE FROM plays_daily p USING withdrawn s WHERE p.track_id = s.track_id AND p.day = s.day",
    ] {
      #expect(Self.rules.breaches(right, isCounted: true).isEmpty, "\(right)")
    }
  }

  @Test("Without Citus nothing is distributed, and the refusal says what to do")
  func withoutCitus() async throws {
    let db = try await plain()
    let refusal = #expect(throws: Distributor.Refusal.self) {
      _ = try Migrator(directory: Project.migrations).migrate(db, distributing: true)
    }
    #expect(refusal?.description.contains("CREATE EXTENSION citus") == true)
    #expect(try !Nodes(db).areSeveral && !Distributor(db).isDone)
    #expect(try db.query("SELECT FROM pg_trigger WHERE tgname = 'lines_precede_their_transaction'").count == 1)
  }
}
