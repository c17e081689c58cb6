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
  /// - Parameter statement: whose names are used; `nil` takes the catalog's of today.
  public func forEach(
    _ accounting: Period, _ parts: [Part], _ settled: Currency, names statement: Int64?, _ body: (Line) throws -> Void
  ) throws {
    // What thousands of lines share is made once.
    var currencies: [String: Currency] = [:]
    var period = Optional<(day: Int32, period: Period)>.none
    try db.run(script: "SET LOCAL work_mem = '256MB'")
    try db.stream(
      """
      SELECT l.period, t.isrc, coalesce(nt.name, t.title), a.id, coalesce(na.name, a.name),
        coalesce(nu.name, b.upc), coalesce(nb.name, b.title), m.platform, m.country, m.tier, l.contract_id, l.reported, l.currency, l.plays,
        l.gross, l.waiting, l.converted, l.fee, w.percent::numeric, l.royalty, l.true_up
      FROM (
        SELECT l.period, l.track_id, l.market_id, l.contract_id, l.artist_id, l.reported, l.currency,
          sum(l.plays)::bigint AS plays, sum(l.gross) AS gross, sum(l.waiting) AS waiting,
          sum(l.converted) AS converted, sum(l.fee) AS fee, coalesce(sum(l.shares[w.place]), 0) AS royalty,
          coalesce(sum(l.shares[w.place]) FILTER (WHERE x.cause = 'report'), 0) AS true_up
        FROM unnest(\(.int32s(parts.map(\.contract))), \(.int32s(parts.map(\.artist))), \(.int32s(parts.map(\.place))))
          AS w (contract, artist, place)
        JOIN ledger_lines l ON l.contract_id = w.contract AND l.artist_id = w.artist
        JOIN ledger_transactions x ON x.id = l.transaction_id
        WHERE x.accounting_date BETWEEN \(.date(accounting.first.number)) AND \(.date(accounting.last.number))
          AND l.period IN (
            SELECT earning_period FROM ledger_transactions WHERE kind = 'royalties'
              AND accounting_date BETWEEN \(.date(accounting.first.number)) AND \(.date(accounting.last.number)))
          AND l.currency IS NOT NULL AND (w.contract <> 0 OR l.currency = \(settled.code))
        GROUP BY 1, 2, 3, 4, 5, 6, 7
        HAVING sum(l.plays) <> 0 OR sum(l.gross) <> 0 OR sum(l.converted) <> 0 OR sum(l.waiting) <> 0
          OR sum(l.fee) <> 0 OR coalesce(sum(l.shares[w.place]), 0) <> 0
          OR coalesce(sum(l.shares[w.place]) FILTER (WHERE x.cause = 'report'), 0) <> 0
      ) l
      JOIN unnest(\(.int32s(parts.map(\.contract))), \(.int32s(parts.map(\.artist))), \(.texts(parts.map(\.percent.description))))
        AS w (contract, artist, percent) ON w.contract = l.contract_id AND w.artist = l.artist_id
      JOIN tracks t USING (track_id) JOIN albums b USING (album_id) JOIN artists a ON a.artist_id = l.artist_id
      JOIN markets m USING (market_id)
      LEFT JOIN statement_names nt ON nt.statement_id = \(statement ?? -1) AND nt.kind = 'track' AND nt.id = t.isrc
      LEFT JOIN statement_names na ON na.statement_id = \(statement ?? -1) AND na.kind = 'artist' AND na.id = a.id
      LEFT JOIN statement_names nu ON nu.statement_id = \(statement ?? -1) AND nu.kind = 'upc' AND nu.id = t.isrc
      LEFT JOIN statement_names nb ON nb.statement_id = \(statement ?? -1) AND nb.kind = 'release'
        AND nb.id = coalesce(nu.name, b.upc)
      ORDER BY l.period DESC, t.isrc COLLATE "C", m.platform COLLATE "C", m.country COLLATE "C", m.tier COLLATE "C", l.contract_id, a.id COLLATE "C", l.reported,
        l.currency COLLATE "C"
      """
    ) { row in
      let code = row.text(12)
      let currency = currencies[code] ?? Currency(code)!
      currencies[code] = currency
      let day = row.date(0)
      if period?.day != day { period = (day, Day(number: day).period) }
      try body(
        Line(
          earningPeriod: period!.period, isrc: row.text(1), title: row.text(2), artist: row.text(3),
          artistName: row.text(4), upc: row.text(5), release: row.text(6), platform: row.text(7),
          country: row.text(8), tier: row.text(9), contract: row.int32(10), isReported: row.bool(11),
          currency: currency, plays: row.int(13), gross: Amount(pico: row.numeric(14)),
          waiting: Amount(pico: row.numeric(15)), converted: Amount(pico: row.numeric(16)),
          fee: Amount(pico: row.numeric(17)), percent: Amount(pico: row.numeric(18)),
          royalty: Amount(pico: row.numeric(19)), trueUp: Amount(pico: row.numeric(20))))
    }
  }
}
