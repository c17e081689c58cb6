import Contracts
import Ledger
import Money
import Plays
import Postgres

/// A payee's lines of an accounting period, as a statement shows them.
package struct StatementLineStore {
  private static let rowsOfStretch = 4_000
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Part of a payee in a contract's split for an artist.
  package struct Part: Sendable, Hashable {
    package let contract: Int32
    package let artist: Int32
    /// From 1; 0 for a label that has no share of its own.
    package let place: Int32
    package let percent: Amount

    package init(contract: Int32, artist: Int32, place: Int32, percent: Amount) {
      self.contract = contract
      self.artist = artist
      self.place = place
      self.percent = percent
    }
  }

  /// A line as it was posted in the accounting period. It has the database's numbers for what thousands of lines
  /// share; `Selection` knows what they stand for.
  package struct Line: Sendable, Hashable {
    package let earningPeriod: Period
    package let track: Int32
    package let market: Int32
    package let artist: Int32
    package let contract: Int32
    package let basis: LineStore.Basis
    package let currency: Currency
    package let plays: Int64
    package let gross: Amount
    package let waiting: Amount
    package let converted: Amount
    package let fee: Amount
    package let percent: Amount
    /// The payee's share.
    package let royalty: Amount
    /// Its part that platforms' reports changed.
    package let trueUp: Amount

    /// True if nothing is left of it: an estimate that a report has taken the place of.
    package var isGone: Bool {
      plays == 0 && gross == .zero && waiting == .zero && converted == .zero && fee == .zero && royalty == .zero
    }
  }

  /// A track, as a statement calls it.
  package struct Track: Sendable, Hashable {
    package let isrc, title, upc, release: String
    /// Key of what is its own in its time of ownership: the ISRC, with the first day after a slash where it is a later one.
    package let time: String
  }

  /// Lines that can be read, and what is called how in them.
  package struct Selection: Sendable {
    fileprivate let tracks: [Int32: Track]
    fileprivate let artists: [Int32: (id: String, name: String)]
    fileprivate let markets: [Market?]
    fileprivate let percents: [Int64: Amount]
    fileprivate let statements: [SQL]
    /// True if a row was posted of money beside plays.
    package let hasAdjustments: Bool

    /// - Precondition: a line of the selection has it; so with the others.
    package func track(_ number: Int32) -> Track { known(tracks[number]) }
    package func artist(_ number: Int32) -> (id: String, name: String) { known(artists[number]) }
    package func market(_ number: Int32) -> Market { known(markets[Int(number)]) }

    /// True if the server finds them in one step: nothing is gained by writing some while others are read.
    package var isShort: Bool { statements.count <= 1 }

    package var allTracks: some Sequence<Track> { tracks.values }
    package var allArtists: some Sequence<(id: String, name: String)> { artists.values }

    private func known<T>(_ value: T?) -> T {
      guard let value else { preconditionFailure("a line names a track, a market or an artist that is not there") }
      return value
    }
  }

  /// Contracts and artists under which lines were posted in an accounting period.
  ///
  /// - Parameters:
  ///   - contracts: those that name the payee.
  ///   - artist: the payee's own number, where the payee is an artist.
  package func pairs(
    _ transactions: PeriodTransactions, contracts: [Int32], artist: Int32?
  ) throws -> [(contract: Int32, artist: Int32)] {
    try db.query(
      """
      SELECT DISTINCT p.contract_id, p.artist_id FROM (
        SELECT * FROM ledger_line_parties WHERE contract_id = ANY(\(.int32s(contracts)))
        UNION ALL SELECT * FROM ledger_line_parties WHERE artist_id = \(artist ?? -1)) p
      JOIN \(transactions.table) ON x.id = p.transaction_id
      """
    ).map { ($0.int32(0), $0.int32(1)) }
  }

  /// The months that lines posted in an accounting period are about, under some contracts and artists.
  func earningPeriods(_ transactions: PeriodTransactions, _ parts: [Part]) throws -> [Period] {
    try db.query(
      """
      SELECT DISTINCT p.period
      FROM unnest(\(.int32s(parts.map(\.contract))), \(.int32s(parts.map(\.artist)))) AS w (contract, artist)
      JOIN ledger_line_parties p ON p.contract_id = w.contract AND p.artist_id = w.artist
      JOIN \(transactions.table) ON x.id = p.transaction_id
      """
    ).map { $0.period(0) }
  }

  /// The newest versions that royalties of an accounting period were posted by.
  package func versions(_ period: Period) throws -> Versions {
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
  package func artistNumber(_ party: String) throws -> Int32? {
    try db.query("SELECT artist_id FROM artists WHERE party = \(party)").first?.int32(0)
  }

  /// The payee's lines in a currency: those of the period's own plays first, then by month, track, market.
  ///
  /// The order is that of the database's own numbers, which never change.
  ///
  /// - Parameters:
  ///   - tracks: only their lines; `nil` takes all.
  ///   - markets: every one there is.
  ///   - statement: whose names are used; `nil` takes the catalog's of today.
  package func select(
    _ transactions: PeriodTransactions, _ parts: [Part], _ settled: Currency, _ tracks: Tracks? = nil,
    markets: Markets, names statement: Int64?
  ) throws -> Selection {
    try db.run(script: "SET LOCAL work_mem = '64MB'")
    let lines = try lines(transactions, parts, settled, tracks)
    let units = try units(lines)
    return Selection(
      tracks: try names(of: Set(units.map(\.track)), statement), artists: try artists(parts, statement),
      markets: markets.byNumber,
      percents: Dictionary(
        parts.map { (Int64($0.contract) << 32 | Int64($0.artist), $0.percent) }, uniquingKeysWith: { first, _ in first }
      ),
      statements: stretches(units).map { added($0, lines) }, hasAdjustments: units.contains(where: \.hasAdjustments))
  }

  /// Reads the lines, one at a time, in their order.
  package func forEach(_ selection: Selection, _ body: (Line) throws -> Void) throws {
    var currencies: [String: Currency] = [:]
    var month = Optional<(day: Int32, period: Period)>.none
    try db.stream(inTurn: selection.statements) { row in
      let code = row.text(6)
      let currency = currencies[code] ?? Currency(code)!
      currencies[code] = currency
      let day = row.date(0)
      if month?.day != day { month = (day, Day(number: day).period) }
      let (contract, artist) = (row.int32(3), row.int32(4))
      try body(
        Line(
          earningPeriod: month!.period, track: row.int32(1), market: row.int32(2), artist: artist, contract: contract,
          basis: LineStore.basis(isReported: row.bool(5), isAdjustment: row.bool(14)), currency: currency,
          plays: row.int(7), gross: Amount(pico: row.numeric(8)),
          waiting: Amount(pico: row.numeric(9)), converted: Amount(pico: row.numeric(10)),
          fee: Amount(pico: row.numeric(11)),
          percent: selection.percents[Int64(contract) << 32 | Int64(artist)] ?? .zero,
          royalty: Amount(pico: row.numeric(12)), trueUp: Amount(pico: row.numeric(13))))
    }
  }

  /// Some of the tracks of an earning period.
  private struct Stretch {
    let period: Period
    var tracks: ClosedRange<Int32>
    var rows: Int64
  }

  /// A track in an earning period, and how many rows were posted of it.
  private struct Unit {
    let period: Period
    let track: Int32
    let rows: Int64
    let hasAdjustments: Bool
  }

  private func units(_ lines: SQL) throws -> [Unit] {
    try db.query(
      """
      SELECT l.period, l.track_id, count(*), bool_or(l.adjustment) FROM (\(lines)) l
      GROUP BY 1, 2 ORDER BY l.period DESC, l.track_id
      """
    ).map { Unit(period: $0.period(0), track: $0.int32(1), rows: $0.int(2), hasAdjustments: $0.bool(3)) }
  }

  /// All of them, in stretches of some thousand rows: the first lines are there soon, the server adds up one stretch
  /// while another is being written, and no sort has to hold everything.
  private func stretches(_ units: [Unit]) -> [Stretch] {
    var stretches: [Stretch] = []
    for unit in units {
      if let last = stretches.last, last.period == unit.period, last.rows + unit.rows <= Self.rowsOfStretch {
        stretches[stretches.count - 1].tracks = last.tracks.lowerBound...unit.track
        stretches[stretches.count - 1].rows += unit.rows
      } else {
        stretches.append(Stretch(period: unit.period, tracks: unit.track...unit.track, rows: unit.rows))
      }
    }
    return stretches
  }

  /// The lines of a stretch, each added up over its postings.
  private func added(_ stretch: Stretch, _ lines: SQL) -> SQL {
    """
    SELECT l.period, l.track_id, l.market_id, l.contract_id, l.artist_id, l.reported, l.currency,
      sum(l.plays)::bigint, sum(l.gross), sum(l.waiting), sum(l.converted), sum(l.fee),
      coalesce(sum(l.shares[l.place]), 0), coalesce(sum(l.shares[l.place]) FILTER (WHERE l.cause = 'report'), 0),
      l.adjustment
    FROM (\(lines)) l
    WHERE l.period = \(.period(stretch.period))
      AND l.track_id BETWEEN \(stretch.tracks.lowerBound) AND \(stretch.tracks.upperBound)
    GROUP BY l.period, l.track_id, l.market_id, l.contract_id, l.artist_id, l.reported, l.adjustment, l.currency
    HAVING sum(l.plays) <> 0 OR sum(l.gross) <> 0 OR sum(l.converted) <> 0 OR sum(l.waiting) <> 0
      OR sum(l.fee) <> 0 OR coalesce(sum(l.shares[l.place]), 0) <> 0
      OR coalesce(sum(l.shares[l.place]) FILTER (WHERE l.cause = 'report'), 0) <> 0
    ORDER BY l.track_id, l.market_id, l.contract_id, l.artist_id, l.reported, l.adjustment, l.currency
    """
  }

  /// The rows of lines that were posted in an accounting period under some contracts and artists, with the payee's place.
  func lines(
    _ transactions: PeriodTransactions, _ parts: [Part], _ settled: Currency, _ tracks: Tracks?
  ) throws -> SQL {
    let earned = try earningPeriods(transactions, parts).map(\.first.number)
    // The artists are said twice: so their lines are read by index, and not all of a month to be joined with the parts.
    var lines: SQL = """
      SELECT l.*, w.place, x.cause
      FROM unnest(\(.int32s(parts.map(\.contract))), \(.int32s(parts.map(\.artist))), \(.int32s(parts.map(\.place))))
        AS w (contract, artist, place)
      JOIN ledger_lines l ON l.contract_id = w.contract AND l.artist_id = w.artist
      JOIN \(transactions.table) ON x.id = l.transaction_id
      WHERE l.period = ANY(\(.dates(earned))) AND l.artist_id = ANY(\(.int32s(Set(parts.map(\.artist)).sorted())))
        AND l.currency IS NOT NULL AND (w.contract <> 0 OR l.currency = \(settled.code))
      """
    if let tracks { lines.append(" AND l.track_id IN (\(tracks.numbers))") }
    return lines
  }

  func names(of numbers: Set<Int32>, _ statement: Int64?) throws -> [Int32: Track] {
    let rows = try db.query(
      """
      SELECT t.track_id, t.isrc, coalesce(nt.name, t.title), coalesce(nu.name, b.upc), coalesce(nb.name, b.title),
        \(FactStore.time)
      FROM tracks t JOIN albums b USING (album_id)
      LEFT JOIN statement_names nt ON nt.statement_id = \(statement ?? -1) AND nt.kind = 'track' AND nt.id = t.isrc
      LEFT JOIN statement_names nu ON nu.statement_id = \(statement ?? -1) AND nu.kind = 'upc' AND nu.id = \(FactStore.time)
      LEFT JOIN statement_names nb ON nb.statement_id = \(statement ?? -1) AND nb.kind = 'release'
        AND nb.id = coalesce(nu.name, b.upc)
      WHERE t.track_id = ANY(\(.int32s(numbers.sorted())))
      """)
    return Dictionary(
      uniqueKeysWithValues: rows.map {
        (
          $0.int32(0),
          Track(isrc: $0.text(1), title: $0.text(2), upc: $0.text(3), release: $0.text(4), time: $0.text(5))
        )
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
