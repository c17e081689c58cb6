import Earnings
import Ledger
import Money
import Plays
import Postgres

/// Posted lines of a track's month, one after the other, with the transaction that each is part of.
extension LineStore {
  package struct Posted: Sendable {
    package let transaction: Int64
    package let accountingDate: Day
    package let cause: String?
    /// Versions that it follows from.
    package let versions: Versions?
    package let market: Market
    package let marketNumber: Int32
    /// `nil` where the track had none.
    package let contract: (id: String, version: Int32)?
    package let basis: Line.Basis
    /// `nil` for plays that no rate was in force for.
    package let currency: Currency?
    package let plays: Int64
    package let gross: Amount
    /// In the contract's currency.
    package let converted: Amount
    package let fee: Amount
    package let contractNumber: Int32
    /// Releases of the recording that it is of, by their numbers: a bit for each, the last for all that have none.
    package let releases: UInt64

    /// True if rows of a report that name a release may be behind it.
    package func isOf(release: Int32) -> Bool { releases & 1 << UInt64(min(release, 62)) != 0 }
  }

  /// Place of a line in their order.
  package struct Place: Sendable, Hashable {
    package let transaction: Int64
    package let market, contract: Int32
    /// Empty for plays without a rate.
    package let currency: String
    package let basis: Line.Basis

    package init(transaction: Int64, market: Int32, contract: Int32, currency: String, basis: Line.Basis) {
      (self.transaction, self.market, self.contract) = (transaction, market, contract)
      (self.currency, self.basis) = (currency, basis)
    }
  }

  /// In the order of the books, and within a transaction of markets, contracts and currencies. An artist who owned the track in
  /// between makes no line of its own here.
  ///
  /// - Parameter place: that of the last line of the page before.
  package func lines(of isrc: ISRC, _ period: Period, after place: Place?, limit: Int) throws -> [Posted] {
    let after: SQL =
      place.map {
        """
        (l.transaction_id, l.market_id, l.contract_id, coalesce(l.currency, ''), l.reported, l.adjustment)
          > (\($0.transaction), \($0.market), \($0.contract), \($0.currency), \($0.basis != .estimated),
            \($0.basis == .adjustment))
        """
      } ?? "true"
    return try db.query(
      """
      SELECT l.transaction_id, x.accounting_date, x.cause, x.versions, m.platform, m.country, m.tier, l.market_id, c.contract,
        c.version, l.contract_id, l.reported, l.currency, l.adjustment, sum(l.plays)::bigint, sum(l.gross),
        sum(l.converted), sum(l.fee), bit_or(1::bigint << least(t.release, 62))
      FROM ledger_lines l JOIN tracks t USING (track_id) JOIN markets m USING (market_id)
        JOIN ledger_transactions x ON x.id = l.transaction_id LEFT JOIN contracts c ON c.contract_id = l.contract_id
      WHERE t.isrc = \(isrc.description) AND l.period = \(.period(period)) AND \(after)
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
      ORDER BY l.transaction_id, l.market_id, l.contract_id, coalesce(l.currency, ''), l.reported, l.adjustment
      LIMIT \(limit)
      """
    ).map { row in
      Posted(
        transaction: row.int(0), accountingDate: Day(number: row.date(1)), cause: row.optionalText(2),
        versions: row.optionalText(3).flatMap { Versions($0) },
        market: Market(platform: row.text(4), country: Country(row.text(5))!, tier: row.text(6)),
        marketNumber: row.int32(7), contract: row.optionalText(8).map { ($0, row.int32(9)) },
        basis: Self.basis(isReported: row.bool(11), isAdjustment: row.bool(13)),
        currency: row.optionalText(12).flatMap { Currency($0) }, plays: row.int(14),
        gross: Amount(pico: row.numeric(15)), converted: Amount(pico: row.numeric(16)),
        fee: Amount(pico: row.numeric(17)), contractNumber: row.int32(10),
        releases: UInt64(bitPattern: row.int(18)))
    }
  }
}
