import Earnings
import Ledger
import Money
import Plays
import Postgres

/// The lines that royalties were posted for.
package struct LineStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  package typealias Basis = Line.Basis

  /// A line that a transaction added to.
  package struct Row: Sendable {
    package let transaction: Int64
    package let period: Period
    package let track: Int32
    package let line: Line

    package init(transaction: Int64, period: Period, track: Int32, line: Line) {
      self.transaction = transaction
      self.period = period
      self.track = track
      self.line = line
    }
  }

  private static let columns: SQL =
    """
    transaction_id, period, track_id, market_id, contract_id, artist_id, currency, reported, plays, unrated_plays, \
    gross, waiting, converted, fee, shares, adjustment
    """

  /// Posted lines of tracks in a month.
  package func posted(_ tracks: [Int32], _ period: Period) throws -> [Int32: [Line.Key: Line.Figures]] {
    var posted: [Int32: [Line.Key: Line.Figures]] = [:]
    let rows = try db.query(
      """
      SELECT \(Self.columns) FROM ledger_lines
      WHERE period = \(.period(period)) AND track_id = ANY(\(.int32s(tracks)))
      """)
    for row in rows { posted[row.int32(2), default: [:]][Self.key(row), default: Line.Figures()] += Self.figures(row) }
    return posted
  }

  /// Neighbouring transactions that have lines, all of which are looked at together.
  package struct Group: Sendable {
    package private(set) var transactions: [Int64]
    package private(set) var lines: Int64

    init(_ transaction: Int64, lines: Int64) {
      (transactions, self.lines) = ([transaction], lines)
    }

    mutating func add(_ transaction: Int64, lines: Int64) {
      transactions.append(transaction)
      self.lines += lines
    }
  }

  /// Transactions that have lines, in their order and in groups of so many lines, or of one transaction that has more.
  package func groups(linesAtATime: Int64) throws -> [Group] {
    var groups: [Group] = []
    for row in try db.query("SELECT id, line_count FROM ledger_transactions WHERE line_count > 0 ORDER BY id") {
      let (number, lines) = (row.int(0), row.int(1))
      if let last = groups.last, last.lines + lines <= linesAtATime {
        groups[groups.count - 1].add(number, lines: lines)
      } else {
        groups.append(Group(number, lines: lines))
      }
    }
    return groups
  }

  /// A transaction that lines name and that says to have none, or is not in the books; `nil` where there is none.
  package func transactionWithoutLines() throws -> Int64? {
    try db.query(
      """
      SELECT min(l.transaction_id) FROM ledger_lines l
        LEFT JOIN (SELECT id FROM ledger_transactions WHERE line_count > 0) t ON t.id = l.transaction_id
      WHERE t.id IS NULL
      """)[0].optionalInt(0)
  }

  /// The lines that transactions added to, one at a time: by transaction, and then in the order of their digest.
  package func forEach(of transactions: ClosedRange<Int64>, _ body: (Row) throws -> Void) throws {
    try db.stream(
      """
      SELECT \(Self.columns) FROM ledger_lines
      WHERE transaction_id BETWEEN \(transactions.lowerBound) AND \(transactions.upperBound)
      ORDER BY transaction_id, track_id, market_id, contract_id, artist_id, currency COLLATE "C" NULLS FIRST, reported,
        adjustment
      """
    ) { row in
      try body(
        Row(
          transaction: row.int(0), period: row.period(1), track: row.int32(2),
          line: Line(key: Self.key(row), figures: Self.figures(row))))
    }
  }

  private static func key(_ row: Postgres.Row) -> Line.Key {
    Line.Key(
      market: row.int32(3), contract: row.int32(4), artist: row.int32(5),
      currency: row.optionalText(6).flatMap { Currency($0) },
      basis: basis(isReported: row.bool(7), isAdjustment: row.bool(15)))
  }

  static func basis(isReported: Bool, isAdjustment: Bool) -> Line.Basis {
    isAdjustment ? .adjustment : isReported ? .reported : .estimated
  }

  private static func figures(_ row: Postgres.Row) -> Line.Figures {
    var figures = Line.Figures()
    figures.plays = row.int(8)
    figures.unratedPlays = row.int(9)
    figures.gross = Amount(pico: row.numeric(10))
    figures.waiting = Amount(pico: row.numeric(11))
    figures.converted = Amount(pico: row.numeric(12))
    figures.fee = Amount(pico: row.numeric(13))
    figures.shares = row.numerics(14).map { Amount(pico: $0) }
    return figures
  }

  /// Writes lines of transactions that are yet to be appended.
  package func write(_ rows: [Row]) throws {
    guard !rows.isEmpty else { return }
    try db.copyIn(
      """
      ledger_lines (transaction_id, period, track_id, market_id, contract_id, artist_id, currency, reported, plays, \
      unrated_plays, gross, waiting, converted, fee, shares, adjustment)
      """, columns: 16
    ) { copy in
      for row in rows {
        let (key, figures) = (row.line.key, row.line.figures)
        try copy.row()
        copy.int64(row.transaction)
        copy.date(row.period.first.number)
        copy.int32(row.track)
        copy.int32(key.market)
        copy.int32(key.contract)
        copy.int32(key.artist)
        copy.value(key.currency.map { .text($0.code) } ?? .null)
        copy.value(.bool(key.basis != .estimated))
        copy.int64(figures.plays)
        copy.int64(figures.unratedPlays)
        for amount in [figures.gross, figures.waiting, figures.converted, figures.fee] {
          copy.value(.numeric(amount.pico))
        }
        copy.value(.numerics(figures.shares.map(\.pico)))
        copy.value(.bool(key.basis == .adjustment))
      }
    }
  }

  /// Takes back the lines of a transaction under another that is yet to be appended.
  ///
  /// - Returns: how many lines.
  package func reverse(_ transaction: Int64, as reversal: Int64) throws -> Int {
    let count = try db.query(
      """
      WITH added AS (
      INSERT INTO ledger_lines (\(Self.columns))
      SELECT \(reversal), period, track_id, market_id, contract_id, artist_id, currency, reported, -plays,
        -unrated_plays, -gross, -waiting, -converted, -fee,
        ARRAY(SELECT -s FROM unnest(shares) WITH ORDINALITY AS u (s, o) ORDER BY o), adjustment
      FROM ledger_lines WHERE transaction_id = \(transaction) RETURNING 1)
      SELECT count(*) FROM added
      """)[0].int(0)
    try db.query(
      """
      INSERT INTO ledger_royalties (transaction_id, payee, currency, plays, gross, fee, share, beside_plays)
      SELECT \(reversal), payee, currency, -plays, -gross, -fee, -share, -beside_plays FROM ledger_royalties
      WHERE transaction_id = \(transaction)
      """)
    // What was taken back is to be looked at again.
    let epoch = try db.query(PendingStore.epoch)[0].int(0)
    try db.query(
      """
      INSERT INTO ledger_pending (epoch, period, track_id)
      SELECT DISTINCT \(epoch), period, track_id FROM ledger_lines WHERE transaction_id = \(transaction)
      ON CONFLICT DO NOTHING
      """)
    return Int(count)
  }

  /// Parts of payees in the lines of a transaction, by payee and currency.
  package func royalties(_ transaction: Int64) throws -> [RoyaltySums.Royalty] {
    try db.query(
      """
      SELECT payee, currency, plays, gross, fee, share, beside_plays FROM ledger_royalties
      WHERE transaction_id = \(transaction)
      ORDER BY payee COLLATE "C", currency COLLATE "C"
      """
    ).map {
      RoyaltySums.Royalty(
        payee: $0.text(0), currency: Currency($0.text(1))!, plays: $0.int(2), gross: Amount(pico: $0.numeric(3)),
        fee: Amount(pico: $0.numeric(4)), share: Amount(pico: $0.numeric(5)), besidePlays: Amount(pico: $0.numeric(6)))
    }
  }

  /// A transaction that payees have royalties of although it has no lines; `nil` where there is none.
  package func royaltiesWithoutLines() throws -> Int64? {
    try db.query(
      """
      SELECT min(y.transaction_id) FROM ledger_royalties y JOIN ledger_transactions t ON t.id = y.transaction_id
      WHERE t.line_count = 0
      """)[0].optionalInt(0)
  }

  /// Writes what payees have of the lines of a transaction that is yet to be appended.
  package func write(_ royalties: [RoyaltySums.Royalty], transaction: Int64) throws {
    try db.copyIn(
      "ledger_royalties (transaction_id, payee, currency, plays, gross, fee, share, beside_plays)", columns: 8
    ) { copy in
      for royalty in royalties {
        try copy.row()
        copy.int64(transaction)
        copy.value(.text(royalty.payee))
        copy.value(.text(royalty.currency.code))
        copy.int64(royalty.plays)
        for amount in [royalty.gross, royalty.fee, royalty.share, royalty.besidePlays] {
          copy.value(.numeric(amount.pico))
        }
      }
    }
  }
}
