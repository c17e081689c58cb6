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

  /// What is derived of it, less what is posted.
  func difference(_ derivation: Derivation) throws -> [Line] {
    var failure: (any Error)?
    let derived = derivation.linesNotOurs { isrc in
      do { return try FactStore(db).isOurs(isrc) } catch { failure = error }
      return true
    }
    if let failure { throw failure }
    return Difference.lines(derived: derived, posted: try LineStore(db).posted([0], period)[0] ?? [:])
  }
}
