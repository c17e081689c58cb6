import Contracts
import Ledger
import Money
import Plays
import Postgres

/// A payee's lines of an accounting period, as a statement shows them.
public struct StatementLineStore {
  let db: Connection

  public init(_ db: Connection) {
    self.db = db
  }

  /// Where a payee stands in a contract's split for an artist.
  public struct Part: Sendable, Hashable {
    public let contract: Int32
    public let artist: Int32
    /// From 1.
    public let place: Int32
    public let percent: Amount

    public init(contract: Int32, artist: Int32, place: Int32, percent: Amount) {
      self.contract = contract
      self.artist = artist
      self.place = place
      self.percent = percent
    }
  }

  /// What was posted of a line in the accounting period.
  public struct Line: Sendable, Hashable {
    public let earningPeriod: Period
    public let isrc: String
    public let title: String
    public let artist: String
    public let artistName: String
    public let upc: String
    public let release: String
    public let platform: String
    public let country: String
    public let tier: String
    public let contract: Int32
    public let isReported: Bool
    public let currency: Currency
    public let plays: Int64
    public let gross: Amount
    public let waiting: Amount
    public let converted: Amount
    public let fee: Amount
    public let percent: Amount
    /// The payee's share.
    public let royalty: Amount
    /// Of it, what platforms' reports changed.
    public let trueUp: Amount

    /// Whether nothing is left of it: an estimate that a report has taken the place of.
    public var isGone: Bool {
      plays == 0 && gross == .zero && waiting == .zero && converted == .zero && fee == .zero && royalty == .zero
    }
  }

  /// Contracts and artists under which lines were posted in an accounting period.
  ///
  /// - Parameters:
  ///   - contracts: those that name the payee.
  ///   - artist: the payee's own number, where the payee is an artist.
  public func pairs(
    _ period: Period, contracts: [Int32], artist: Int32?
  ) throws -> [(contract: Int32, artist: Int32)] {
    try db.query(
      """
      SELECT DISTINCT l.contract_id, l.artist_id
      FROM ledger_lines l JOIN ledger_transactions x ON x.id = l.transaction_id
      WHERE x.accounting_date BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
        AND l.period IN (
          SELECT earning_period FROM ledger_transactions
          WHERE kind = 'royalties' AND accounting_date BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number)))
        AND (l.contract_id = ANY(\(.int32s(contracts))) OR l.artist_id = \(artist ?? -1))
      """
    ).map { ($0.int32(0), $0.int32(1)) }
  }

  /// The newest versions that royalties of an accounting period were posted by.
  public func versions(_ period: Period) throws -> Versions {
    let texts = try db.query(
      """
      SELECT DISTINCT versions FROM ledger_transactions
      WHERE kind = 'royalties' AND versions IS NOT NULL
        AND accounting_date BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
      """
    ).compactMap { Versions($0.text(0)) }
    return texts.reduce(Versions(rates: 0, fx: 0, contracts: 0, reports: 0)) { newest, one in
      Versions(
        rates: max(newest.rates, one.rates), fx: max(newest.fx, one.fx),
        contracts: max(newest.contracts, one.contracts),
        reports: max(newest.reports, one.reports))
    }
  }

  /// The number of an artist; `nil` where nobody of that id is one.
  public func artistNumber(_ id: String) throws -> Int32? {
    try db.query("SELECT artist_id FROM artists WHERE id = \(id)").first?.int32(0)
  }

  /// The payee's lines in a currency, one at a time: those of the period's own plays first, then by month, track, market.
  ///
  /// The order is that of the database's own numbers, which never change. What thousands of lines share (tracks, markets,
  /// artists) is read before and put in here: the database moves numbers only.
  ///
  /// - Parameter statement: whose names are used; `nil` takes the catalog's of today.
  public func forEach(
    _ accounting: Period, _ parts: [Part], _ settled: Currency, names statement: Int64?, _ body: (Line) throws -> Void
  ) throws {
    let lines = lines(accounting, parts, settled)
    let tracks = try tracks(lines, statement)
    let artists = try artists(parts, statement)
    let markets = try FactStore(db).markets()
    let percents = Dictionary(
      parts.map { (Int64($0.contract) << 32 | Int64($0.artist), $0.percent) }, uniquingKeysWith: { first, _ in first })
    var currencies: [String: Currency] = [:]
    var month = Optional<(day: Int32, period: Period)>.none
    try db.run(script: "SET LOCAL work_mem = '256MB'")
    let statement: SQL = """
      SELECT l.period, l.track_id, l.market_id, l.contract_id, l.artist_id, l.reported, l.currency,
        sum(l.plays)::bigint, sum(l.gross), sum(l.waiting), sum(l.converted), sum(l.fee),
        coalesce(sum(l.shares[l.place]), 0), coalesce(sum(l.shares[l.place]) FILTER (WHERE l.cause = 'report'), 0)
      FROM (\(lines)) l
      GROUP BY l.period, l.track_id, l.market_id, l.contract_id, l.artist_id, l.reported, l.currency
      HAVING sum(l.plays) <> 0 OR sum(l.gross) <> 0 OR sum(l.converted) <> 0 OR sum(l.waiting) <> 0
        OR sum(l.fee) <> 0 OR coalesce(sum(l.shares[l.place]), 0) <> 0
        OR coalesce(sum(l.shares[l.place]) FILTER (WHERE l.cause = 'report'), 0) <> 0
      ORDER BY l.period DESC, l.track_id, l.market_id, l.contract_id, l.artist_id, l.reported, l.currency
      """
    try db.stream(statement) { row in
      let code = row.text(6)
      let currency = currencies[code] ?? Currency(code)!
      currencies[code] = currency
      let day = row.date(0)
      if month?.day != day { month = (day, Day(number: day).period) }
      let (contract, artistNumber) = (row.int32(3), row.int32(4))
      guard let track = tracks[row.int32(1)], let market = markets[Int(row.int32(2))],
        let artist = artists[artistNumber]
      else { preconditionFailure("a line names a track, a market or an artist that is not there") }
      try body(
        Line(
          earningPeriod: month!.period, isrc: track.isrc, title: track.title, artist: artist.id,
          artistName: artist.name, upc: track.upc, release: track.release, platform: market.platform,
          country: market.country.description, tier: market.tier, contract: contract, isReported: row.bool(5),
          currency: currency, plays: row.int(7), gross: Amount(pico: row.numeric(8)),
          waiting: Amount(pico: row.numeric(9)), converted: Amount(pico: row.numeric(10)),
          fee: Amount(pico: row.numeric(11)),
          percent: percents[Int64(contract) << 32 | Int64(artistNumber)] ?? .zero,
          royalty: Amount(pico: row.numeric(12)), trueUp: Amount(pico: row.numeric(13))))
    }
  }

  /// The rows of lines that were posted in an accounting period under some contracts and artists, with the payee's place.
  private func lines(_ accounting: Period, _ parts: [Part], _ settled: Currency) -> SQL {
    """
    SELECT l.*, w.place, x.cause
    FROM unnest(\(.int32s(parts.map(\.contract))), \(.int32s(parts.map(\.artist))), \(.int32s(parts.map(\.place))))
      AS w (contract, artist, place)
    JOIN ledger_lines l ON l.contract_id = w.contract AND l.artist_id = w.artist
    JOIN ledger_transactions x ON x.id = l.transaction_id
    WHERE x.accounting_date BETWEEN \(.date(accounting.first.number)) AND \(.date(accounting.last.number))
      AND l.period IN (
        SELECT earning_period FROM ledger_transactions WHERE kind = 'royalties'
          AND accounting_date BETWEEN \(.date(accounting.first.number)) AND \(.date(accounting.last.number)))
      AND l.currency IS NOT NULL AND (w.contract <> 0 OR l.currency = \(settled.code))
    """
  }

  private struct Track {
    let isrc, title, upc, release: String
  }

  private func tracks(_ lines: SQL, _ statement: Int64?) throws -> [Int32: Track] {
    let rows = try db.query(
      """
      SELECT t.track_id, t.isrc, coalesce(nt.name, t.title), coalesce(nu.name, b.upc), coalesce(nb.name, b.title)
      FROM tracks t JOIN albums b USING (album_id)
      LEFT JOIN statement_names nt ON nt.statement_id = \(statement ?? -1) AND nt.kind = 'track' AND nt.id = t.isrc
      LEFT JOIN statement_names nu ON nu.statement_id = \(statement ?? -1) AND nu.kind = 'upc' AND nu.id = t.isrc
      LEFT JOIN statement_names nb ON nb.statement_id = \(statement ?? -1) AND nb.kind = 'release'
        AND nb.id = coalesce(nu.name, b.upc)
      WHERE t.track_id IN (SELECT track_id FROM (\(lines)) l)
      """)
    return Dictionary(
      uniqueKeysWithValues: rows.map {
        ($0.int32(0), Track(isrc: $0.text(1), title: $0.text(2), upc: $0.text(3), release: $0.text(4)))
      })
  }

  private func artists(_ parts: [Part], _ statement: Int64?) throws -> [Int32: (id: String, name: String)] {
    let rows = try db.query(
      """
      SELECT a.artist_id, a.id, coalesce(n.name, a.name) FROM artists a
      LEFT JOIN statement_names n ON n.statement_id = \(statement ?? -1) AND n.kind = 'artist' AND n.id = a.id
      WHERE a.artist_id = ANY(\(.int32s(parts.map(\.artist))))
      """)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.int32(0), (id: $0.text(1), name: $0.text(2))) })
  }
}
