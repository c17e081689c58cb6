import Earnings
import Ledger
import Postgres
import Store

/// Takes the lines of a transaction back under another.
struct LineReversal {
  private let db: Connection

  init(_ db: Connection) {
    self.db = db
  }

  /// - Parameters:
  ///   - number: the transaction that is reversed; it may have no lines.
  ///   - reversal: the one that reverses it, which is yet to be appended.
  func write(of number: Int64, as reversal: Int64) throws -> Transaction.Evidence {
    let store = LineStore(db)
    guard try store.reverse(number, as: reversal) > 0 else { return .none }
    var digest = LinesDigest()
    try store.forEach(of: reversal...reversal) { digest.add($0.line, of: $0.track, in: $0.period) }
    return digest.evidence()
  }
}
