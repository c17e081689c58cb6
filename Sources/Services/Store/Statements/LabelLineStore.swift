import Ledger
import Money
import Plays
import Postgres
import Statements

/// Lines of a label's statement, and whose share of them is whose.
extension StatementLineStore {
  /// Contracts and artists under which lines of a label's tracks were posted in an accounting period, and those tracks: also
  /// where the lines are unrated, or in another currency than a statement's.
  package func parties(
    _ transactions: PeriodTransactions, _ tracks: Tracks
  ) throws -> (pairs: [(contract: Int32, artist: Int32)], tracks: Set<Int32>) {
    let numbers = try db.query(tracks.numbers).map { $0.int32(0) }
    let rows = try db.query(
      """
      SELECT DISTINCT l.contract_id, l.artist_id, l.track_id
      FROM ledger_lines l JOIN \(transactions.table) ON x.id = l.transaction_id
      WHERE l.period = ANY(\(.dates(transactions.earned.map(\.first.number)))) AND l.track_id = ANY(\(.int32s(numbers)))
      """)
    var (pairs, found) = (Set<[Int32]>(), Set<Int32>())
    for row in rows {
      pairs.insert([row.int32(0), row.int32(1)])
      found.insert(row.int32(2))
    }
    return (pairs.map { ($0[0], $0[1]) }, found)
  }

  /// Some tracks by their numbers, as the catalog calls them today.
  package func tracks(_ numbers: Set<Int32>) throws -> some Collection<Track> { try names(of: numbers, nil).values }

  /// The labels that have lines in an accounting period, in each currency of their contracts, in order.
  package func labels(_ period: Period) throws -> [PayeeCurrency] {
    try db.query(
      """
      SELECT DISTINCT b.id, coalesce(c.currency, l.currency)
      FROM ledger_lines l JOIN ledger_transactions x ON x.id = l.transaction_id
      JOIN tracks t USING (track_id) JOIN labels b USING (label_id) LEFT JOIN contracts c ON c.contract_id = l.contract_id
      WHERE x.accounting_date BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
        AND l.period IN (
          SELECT earning_period FROM ledger_transactions
          WHERE kind = 'royalties' AND accounting_date BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number)))
        AND l.currency IS NOT NULL
        AND (t.track_id, coalesce(c.currency, l.currency)) NOT IN (\(Self.statedElsewhere(period)))
      """
    ).map { PayeeCurrency(payee: $0.text(0), currency: Currency($0.text(1))!) }.sorted()
  }

  /// Tracks that went to another label after a statement of a month had them, with the currency of that statement: they
  /// stand in it for good, and in no other of that month.
  private static func statedElsewhere(_ period: Period) -> SQL {
    """
    SELECT o.track_id, s.currency FROM former_labels o JOIN tracks w USING (track_id)
    JOIN labels f ON f.label_id = o.label_id JOIN labels n ON n.label_id = w.label_id AND n.id <> f.id
    JOIN statements s ON (s.kind, s.payee, s.period) = ('label', f.id, \(.period(period)))
    JOIN statement_names m ON (m.statement_id, m.kind, m.id) = (s.statement_id, 'track', w.isrc)
    """
  }

  /// A share of a label's lines: of the period's own plays, and of earlier ones.
  ///
  /// - Returns: by contract, artist and place in its split.
  package func shares(
    _ transactions: PeriodTransactions, _ parts: [Part], _ settled: Currency, _ tracks: Tracks
  ) throws -> [(contract: Int32, artist: Int32, place: Int, own: Amount, late: Amount)] {
    try db.query(
      """
      SELECT l.contract_id, l.artist_id, s.place,
        coalesce(sum(s.share) FILTER (WHERE l.period = \(.period(transactions.period))), 0),
        coalesce(sum(s.share) FILTER (WHERE l.period <> \(.period(transactions.period))), 0)
      FROM (\(lines(transactions, parts, settled, tracks))) l, unnest(l.shares) WITH ORDINALITY s (share, place)
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """
    ).map {
      ($0.int32(0), $0.int32(1), Int($0.int(2)), Amount(pico: $0.numeric(3)), Amount(pico: $0.numeric(4)))
    }
  }

  /// Tracks of a label's statement.
  package enum Tracks: Sendable {
    /// Those that are the label's now, and those that its last statement of the month and currency has; without those that
    /// stand in another label's of the same.
    case ofLabel(String, Period, Currency)
    /// Those that were the label's when the statement was issued. Of recordings that have changed hands on a day, or
    /// stand on several releases, those of the label's days and releases.
    case ofStatement(Int64)

    /// A query of their numbers.
    var numbers: SQL {
      switch self {
      case .ofLabel(let label, let period, let currency):
        """
        SELECT t.track_id FROM tracks t JOIN labels b USING (label_id)
        WHERE b.id = \(label)
          AND (t.track_id, \(currency.code)) NOT IN (\(StatementLineStore.statedElsewhere(period)))
        UNION SELECT o.track_id FROM former_labels o JOIN tracks t USING (track_id) JOIN labels f ON f.label_id = o.label_id
        JOIN statements s ON (s.kind, s.payee, s.period, s.currency)
          = ('label', f.id, \(.period(period)), \(currency.code))
        JOIN statement_names m ON (m.statement_id, m.kind, m.id) = (s.statement_id, 'track', t.isrc)
        WHERE f.id = \(label)
        """
      case .ofStatement(let statement):
        """
        SELECT t.track_id FROM statement_names n JOIN tracks t ON t.isrc = n.id
        JOIN statements s ON s.statement_id = n.statement_id JOIN labels b ON b.id = s.payee
        WHERE n.statement_id = \(statement) AND n.kind = 'track'
          AND (t.owned_from = '-infinity' AND t.owned_until = 'infinity'
              AND NOT EXISTS (SELECT FROM tracks o WHERE o.isrc = t.isrc AND o.release > 0) OR t.label_id = b.label_id
            OR EXISTS (SELECT FROM former_labels o WHERE o.track_id = t.track_id AND o.label_id = b.label_id))
        """
      }
    }
  }
}
