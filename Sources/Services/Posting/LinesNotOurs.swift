import Earnings
import Ledger
import Plays
import Postgres
import Store

/// Reported money of tracks that the catalog does not have: track 0 of a month.
struct LinesNotOurs {
  private let db: Connection
  private let period: Period

  init(_ db: Connection, _ period: Period) {
    self.db = db
    self.period = period
  }

  /// Difference to post: derived less posted.
  ///
  /// - Parameter number: the newest acceptance that counts.
  func difference(asOf number: Int32) throws -> [Line] {
    let derived = try AcceptanceStore(db).sumsNotOurs(period, asOf: number).map { sum in
      var figures = Line.Figures()
      figures.plays = sum.units
      figures.gross = sum.amount
      figures.waiting = sum.amount
      return Line(
        key: Line.Key(market: sum.market, contract: 0, artist: 0, currency: sum.currency, basis: .reported),
        figures: figures)
    }
    return Difference.lines(
      derived: derived.filter { !$0.figures.isZero }.sorted { $0.key < $1.key },
      posted: try LineStore(db).posted([0], period)[0] ?? [:])
  }
}
