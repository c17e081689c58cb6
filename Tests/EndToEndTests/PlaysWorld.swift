import Catalog
import Foundation
import Ingest
import Money
import Plays
import Postgres
import Rates
import Seeded
import Store
import TestSupport

/// A database with the worked month's reference data, and files of every kind of line for it.
struct PlaysWorld {
  let url: String
  let db: Connection
  let folder: TemporaryFolder

  /// ISRC that the catalog learns.
  private static let late = "QZZZ92600001"

  init() async throws {
    url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    db = try Connection(url: url)
    folder = try TemporaryFolder()
  }

  /// A file of plays of months ago and of now, of tracks that are known and that are not yet, of platforms with rates and
  /// without, and of lines that are no events.
  func file(_ name: String, seed: UInt64, using random: inout Seeded) throws -> String {
    let now = Int64(Date().timeIntervalSince1970)
    let lines = (0..<Int.random(in: 20...60, using: &random)).map { line in
      let kind = Int.random(in: 0..<12, using: &random)
      if kind == 0 { return ["not json", "[]", "  ", "{}"].randomElement(using: &random)! }
      let isLate = kind < 3
      let day = Day("2026-10-\(Int.random(in: 10...31, using: &random))")!
      let isRecent = !isLate && kind < 6
      let time = isRecent ? Self.time(now - Int64.random(in: 60..<1_000, using: &random)) : "\(day)T10:00:00Z"
      let isrc = isLate ? Self.late : "QZLL226000\(Int.random(in: 10...30, using: &random))"
      let platform = ["spotify", "apple_music", "tidal"].randomElement(using: &random)!
      return
        #"{"event_id":"\#(seed)-\#(name)-\#(line)","isrc":"\#(isrc)","played_at":"\#(time)","platform":"\#(platform)","#
        + #""country":"\#(["US", "DE", "Nowhere"].randomElement(using: &random)!)","plays":\#(Int.random(in: 1...9, using: &random))}"#
    }
    try folder.write("\(name).ndjson", lines.joined(separator: "\n") + (Bool.random(using: &random) ? "\n" : ""))
    return "\(folder.path)/\(name).ndjson"
  }

  private static func time(_ second: Int64) -> String {
    let (day, rest) = (Day(number: Int32(second / 86_400)), second % 86_400)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day)T\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
  }

  func publish(_ platform: String) throws {
    let table = RateTable(
      platform: platform, effective: Day("2026-01-01")!, version: 1,
      quotes: [.init(country: nil, tier: nil): .init(currency: .init("USD")!, rate: try .init("0.005"))])
    _ = try RateStore(db).publish([.init(table: table, digest: [1])])
  }

  /// Has the catalog learn the track that it did not know.
  func learn() throws {
    let known = try db.query("SELECT a.id, a.name FROM artists a ORDER BY a.artist_id LIMIT 1")[0]
    let label = try db.query("SELECT id, name FROM labels ORDER BY label_id LIMIT 1")[0]
    let barcode = (0..<10).lazy.compactMap { GTIN("01100000900\($0)") }.first!
    _ = try CatalogStore(db).write([
      CatalogEntry(
        isrc: ISRC(Self.late)!, title: "Late", artist: .init(id: known.text(0), name: known.text(1)), album: barcode,
        albumTitle: "Late", label: .init(id: label.text(0), name: label.text(1)), externalIDs: [], featured: [])
    ])
  }

  /// Everything that plays are counted in, by names.
  func state() throws -> [String] {
    try db.query(
      """
      SELECT 'cell ' || t.isrc || ' ' || p.day || ' ' || m.platform || m.country || m.tier || ' ' || p.plays
      FROM plays_daily p JOIN tracks t USING (track_id) JOIN markets m USING (market_id)
      UNION ALL SELECT 'hour ' || a.id || ' ' || p.hour || ' ' || m.platform || m.country || m.tier || ' ' || p.plays
      FROM plays_hourly p JOIN artists a USING (artist_id) JOIN markets m USING (market_id)
      UNION ALL SELECT 'waits ' || p.track_ref || ' ' || p.day || ' ' || m.platform || m.country || m.tier || ' ' || p.plays
      FROM plays_unmatched p JOIN markets m USING (market_id)
      UNION ALL SELECT 'quarantined ' || reason || ' ' || source || ' ' || position FROM quarantine
      UNION ALL SELECT 'kept ' || source || ' ' || sum(x) FROM ingest_file_hours, unnest(plays) AS x GROUP BY source
      UNION ALL SELECT 'file ' || name || ' ' || position FROM ingest_files
      ORDER BY 1
      """
    ).map { $0.text(0) }
  }

  /// The books' accounts.
  func balances() throws -> [String] {
    try AccountStore(db).balances().filter { $0.balance != .zero }.map { "\($0.account) \($0.currency) \($0.balance)" }
  }
}
