import Earnings
import Money
import Plays
import Postgres
import Reconciliation

/// Sources of one line of a comparison on our side: the track and its contract, plays by day, postings.
extension ComparisonStore {
  /// - Returns: `nil` where the comparison has no such line.
  package func line(_ report: Int32, _ number: Int32) throws -> ComparedLine? {
    guard number > 0 else { return nil }
    return try lines(report, after: number - 1, limit: 1).first { $0.number == number }
  }

  package struct Track: Sendable, Hashable {
    package let isrc: String
    package let title: String
    package let artist: String
    package let artistName: String
  }

  /// The track that a line is about, with its owner at the end of the month; `nil` where the catalog has none.
  package func track(of line: ComparedLine) throws -> Track? {
    try db.query(
      """
      SELECT t.isrc, t.title, a.id, a.name FROM tracks t JOIN artists a USING (artist_id) WHERE t.isrc = \(line.isrc)
      ORDER BY t.release, t.owned_from <= \(.date(line.period.last.number)) DESC, t.owned_from DESC LIMIT 1
      """
    ).first.map { Track(isrc: $0.text(0), title: $0.text(1), artist: $0.text(2), artistName: $0.text(3)) }
  }

  /// The contract that a line goes to; `nil` where there is none.
  package func contract(of line: ComparedLine) throws -> (contract: String, version: Int32)? {
    try db.query("SELECT contract, version FROM contracts WHERE contract_id = \(line.contract)").first
      .map { ($0.text(0), $0.int32(1)) }
  }

  package struct DayOfPlays: Sendable, Hashable {
    package let day: Day
    package let plays: Int64
  }

  /// Plays of a line's track in its market, by the day: all that happened, under whichever contract.
  ///
  /// - Parameter named: countries that the reports name: a line of `WW` is about all others.
  package func plays(
    behind line: ComparedLine, _ days: ClosedRange<Day>, named: [Country]
  ) throws -> [DayOfPlays] {
    try db.query(
      """
      SELECT p.day, sum(p.plays)::bigint
      FROM plays_daily p JOIN tracks t USING (track_id) JOIN markets m USING (market_id)
      WHERE t.isrc = \(line.isrc) AND p.day BETWEEN \(.date(days.lowerBound.number)) AND \(.date(days.upperBound.number))
        AND \(Self.market(of: line, named: named))
      GROUP BY 1 ORDER BY 1
      """
    ).map { DayOfPlays(day: Day(number: $0.date(0)), plays: $0.int(1)) }
  }

  /// Part of a transaction of the books that is about a line.
  package struct Posting: Sendable, Hashable {
    package let transaction: Int64
    package let accountingDate: Day
    package let cause: String?
    package let basis: Line.Basis
    /// `nil` for plays that no rate was in force for.
    package let currency: Currency?
    package let plays: Int64
    package let gross: Amount
    /// In the contract's currency, and the fee of that.
    package let converted: Amount
    package let fee: Amount
  }

  /// Postings of a line's track in its market under its contract, in the order of the books.
  ///
  /// - Parameter named: countries that the reports name.
  package func postings(behind line: ComparedLine, limit: Int, named: [Country]) throws -> [Posting] {
    try db.query(
      """
      SELECT l.transaction_id, x.accounting_date, x.cause, l.reported, l.adjustment, l.currency, sum(l.plays)::bigint,
        sum(l.gross), sum(l.converted), sum(l.fee)
      FROM ledger_lines l JOIN tracks t USING (track_id) JOIN markets m USING (market_id)
        JOIN ledger_transactions x ON x.id = l.transaction_id
      WHERE t.isrc = \(line.isrc) AND l.period = \(.period(line.period)) AND l.contract_id = \(line.contract)
        AND \(Self.market(of: line, named: named))
      GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 4, 5, 6 LIMIT \(limit)
      """
    ).map {
      Posting(
        transaction: $0.int(0), accountingDate: Day(number: $0.date(1)), cause: $0.optionalText(2),
        basis: LineStore.basis(isReported: $0.bool(3), isAdjustment: $0.bool(4)),
        currency: $0.optionalText(5).flatMap { Currency($0) }, plays: $0.int(6),
        gross: Amount(pico: $0.numeric(7)), converted: Amount(pico: $0.numeric(8)), fee: Amount(pico: $0.numeric(9)))
    }
  }

  /// A line without a tier is about all of them.
  private static func market(of line: ComparedLine, named: [Country]) -> SQL {
    var condition: SQL = "m.platform = \(line.platform)"
    if line.country == .worldwide {
      let others = named.filter { $0 != .worldwide } + [.unknown]
      condition.append(" AND m.country <> ALL (\(.texts(others.map(\.description))))")
    } else {
      condition.append(" AND m.country = \(line.country.description)")
    }
    if let tier = line.tier { condition.append(" AND m.tier = \(tier)") }
    return condition
  }
}
