import Ledger
import Postgres
import Store

/// Proves the audit log: places without gaps, each digest that of the record and its predecessor.
struct AuditProof {
  private static let atATime = 1_000
  let db: Connection

  /// - Returns: how many records are chained, and the first difference.
  func run() throws -> (records: Int64, difference: String?) {
    let store = AuditStore(db)
    var (position, digest) = (Int64(0), AuditRecord.first)
    while true {
      let page = try store.records(after: position, limit: Self.atATime)
      for linked in page {
        guard linked.position == position + 1 else {
          return (position, "record \(position + 1) of the audit log is missing")
        }
        let computed = linked.record.digest(at: position + 1, after: digest)
        guard computed == linked.digest else {
          return (
            position,
            "record \(position + 1) of the audit log: its digest is not that of its content and its predecessor"
          )
        }
        (position, digest) = (position + 1, computed)
      }
      if page.isEmpty { break }
    }
    let head = try store.head()
    guard head == (position, digest) else {
      return (position, "the audit log ends with record \(position), and its head says \(head.position)")
    }
    return (position, nil)
  }
}
