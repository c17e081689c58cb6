import Ledger
import Money
import Plays
import Posting
import Postgres
import Store
import TestSupport
import Testing

/// The database has lost a row that lines name by its number, which its own guards forbid.
@Suite("Lost rows")
struct LostRowTests {
  /// AC/DÓ's one track has gone to Luna Mar, and the row of AC/DÓ is lost.
  private func withoutArtist() async throws -> (sample: Sample, artist: Int32) {
    let sample = try await Sample()
    let artist = try sample.db.query("SELECT artist_id FROM artists WHERE id = 'art-003'")[0].int32(0)
    try sample.db.forge(
      """
      UPDATE tracks SET artist_id = (SELECT artist_id FROM artists WHERE id = 'art-000') WHERE artist_id = \(artist);
      DELETE FROM artists WHERE artist_id = \(artist);
      INSERT INTO ledger_pending (epoch, period, track_id, by_catalog)
      SELECT 0, '2026-10-01', track_id, true FROM tracks
      """)
    return (sample, artist)
  }

  @Test("A posting to an artist that is lost is an error that names number and month, and nothing is posted")
  func posting() async throws {
    let (sample, artist) = try await withoutArtist()
    let head = try LedgerStore(sample.db).head()
    let error = try #require(throws: UnknownNumber.self) { try sample.post() }
    #expect(error.kind == .artist && error.number == artist && error.period == Sample.october)
    #expect("\(error)".hasPrefix("artist \(artist) of 2026-10 "))
    #expect(try LedgerStore(sample.db).head() == head)
  }

  @Test("A balance that would need it is an error too")
  func balance() async throws {
    let (sample, _) = try await withoutArtist()
    #expect(throws: UnknownNumber.self) {
      try LiveBalance(sample.db, today: Sample.today).waterfalls("art-000", Sample.october)
    }
  }

  @Test("The proof of the books says which artist of which month is lost")
  func proof() async throws {
    let (sample, artist) = try await withoutArtist()
    let outcome = try Verification(sample.db).run()
    #expect(outcome.differences.contains { $0.hasPrefix("artist \(artist) of 2026-10 ") }, "\(outcome.differences)")
  }

  @Test("A market that is lost is an error, and no crash")
  func market() async throws {
    let sample = try await Sample()
    let last = try sample.db.query("SELECT max(market_id) FROM ledger_lines")[0].int32(0)
    try sample.db.forge("DELETE FROM markets WHERE market_id = \(last)")
    let outcome = try Verification(sample.db).run()
    #expect(outcome.differences.contains { $0.hasPrefix("market \(last) of 2026-1") }, "\(outcome.differences)")
  }
}
