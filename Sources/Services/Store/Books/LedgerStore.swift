import Ledger
import Money
import Plays
import Postgres

/// The books: transactions at the end of the chain, and what they come to.
package struct LedgerStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Runs the body in one transaction on an unchanging snapshot, while nobody else writes to the books: committed when
  /// it returns, rolled back when it throws or the process ends.
  ///
  /// - Throws: what the body throws; `PostgresError`, where a retry of the whole may help.
  package func exclusively<T>(_ body: () throws -> T) throws -> T {
    // Before the snapshot is taken, so that it has what whoever was before us has written.
    try db.query("SELECT pg_advisory_lock(hashtext('ledgerline books'))")
    defer { if db.isUsable { _ = try? db.query("SELECT pg_advisory_unlock(hashtext('ledgerline books'))") } }
    try Nodes(db).settle()
    return try db.transaction(onSnapshot: true) {
      let value = try body()
      try Nodes(db).passReaders()
      return value
    }
  }

  /// The last link of the chain.
  package func head() throws -> ChainLink {
    let row = try db.query("SELECT id, recorded_at, digest FROM ledger_head")[0]
    return ChainLink(number: row.int(0), recordedAt: row.timestamp(1), digest: row.bytes(2))
  }

  /// Adds transactions to the chain, inside `exclusively`, in the name of the connection's actor.
  ///
  /// - Returns: their links, in order.
  /// - Throws: `PostgresError` where the database refuses one: a closed period, a reference that is taken.
  @discardableResult
  package func append(_ transactions: [Transaction]) throws -> [ChainLink] {
    var link = try head()
    let now = max(try db.query("SELECT clock_timestamp()")[0].timestamp(0), link.recordedAt)
    let actor = db.actor
    var links: [ChainLink] = []
    var previous: [[UInt8]] = []
    for transaction in transactions {
      previous.append(link.digest)
      link = link.next(transaction, recordedAt: now, by: actor)
      links.append(link)
    }
    try copyEntries(transactions, links)
    try copyTransactions(transactions, links, previous)
    if let first = links.first, let last = links.last {
      db.note(links.count == 1 ? "transaction \(first.number)" : "transactions \(first.number) to \(last.number)")
    }
    return links
  }

  private func copyEntries(_ transactions: [Transaction], _ links: [ChainLink]) throws {
    try db.copyIn("ledger_entries (transaction_id, account, currency, amount)", columns: 4) { copy in
      for (transaction, link) in zip(transactions, links) {
        for entry in transaction.entries {
          try copy.row()
          copy.int64(link.number)
          copy.value(.text(entry.account.code))
          copy.value(.text(entry.currency.code))
          copy.value(.numeric(entry.amount.pico))
        }
      }
    }
  }

  private func copyTransactions(
    _ transactions: [Transaction], _ links: [ChainLink], _ previous: [[UInt8]]
  ) throws {
    func text(_ value: String?) -> Value { value.map { .text($0) } ?? .null }
    try db.copyIn(
      """
      ledger_transactions (id, kind, accounting_date, recorded_at, earning_period, reference, cause, reason, versions, \
      reverses, line_count, lines_digest, previous, digest, actor, actor_name)
      """, columns: 16
    ) { copy in
      for (index, transaction) in transactions.enumerated() {
        try copy.row()
        copy.int64(links[index].number)
        copy.value(.text(transaction.kind.rawValue))
        copy.date(transaction.accountingDate.number)
        copy.value(.timestamp(links[index].recordedAt))
        copy.value(.period(transaction.earningPeriod))
        copy.value(.text(transaction.reference))
        copy.value(text(transaction.cause?.rawValue))
        copy.value(text(transaction.reason))
        copy.value(text(transaction.versions?.description))
        copy.value(transaction.reverses.map { .int64($0) } ?? .null)
        copy.int64(transaction.evidence.lineCount)
        copy.value(transaction.evidence.linesDigest.map { .bytes($0) } ?? .null)
        copy.value(.bytes(previous[index]))
        copy.value(.bytes(links[index].digest))
        copy.value(.text(db.actor.id))
        copy.value(.text(db.actor.name))
      }
    }
  }

  // MARK: Reading

  /// A transaction as it stands in the books.
  package struct Posted: Sendable {
    package let link: ChainLink
    package let transaction: Transaction
    /// The one who recorded it; `nil` from before actors were recorded.
    package let actor: Actor?
    /// The transaction that took this one back.
    package let reversedBy: Int64?

    package init(link: ChainLink, transaction: Transaction, actor: Actor?, reversedBy: Int64? = nil) {
      self.link = link
      self.transaction = transaction
      self.actor = actor
      self.reversedBy = reversedBy
    }
  }

  private static let columns: SQL =
    """
    t.id, t.recorded_at, t.digest, t.kind, t.accounting_date, t.earning_period, t.reference, t.cause, \
    t.reason, t.versions, t.reverses, t.line_count, t.lines_digest, r.id, t.actor, t.actor_name
    """

  package func transaction(_ number: Int64) throws -> Posted? { try transactions([number]).first }

  /// The transaction of a reference, in whatever case it was written.
  package func transaction(reference: String) throws -> Posted? {
    try db.query(
      "SELECT id FROM ledger_transactions WHERE lower(reference) = lower(\(reference)) ORDER BY id LIMIT 1"
    ).first
      .flatMap { try transaction($0.int(0)) }
  }

  /// Transactions by number, in order; those that are not there are left out.
  package func transactions(_ numbers: [Int64]) throws -> [Posted] {
    try posted(
      """
      SELECT \(Self.columns) FROM ledger_transactions t LEFT JOIN ledger_transactions r ON r.reverses = t.id
      WHERE t.id = ANY(\(.int64s(numbers))) ORDER BY t.id
      """)
  }

  /// Transactions with numbers above one, in order.
  package func transactions(after number: Int64, limit: Int) throws -> [Posted] {
    try posted(
      """
      SELECT \(Self.columns) FROM ledger_transactions t LEFT JOIN ledger_transactions r ON r.reverses = t.id
      WHERE t.id > \(number) ORDER BY t.id LIMIT \(limit)
      """)
  }

  /// Reads the transactions of a statement, and then the entries of all of them at once.
  private func posted(_ statement: SQL) throws -> [Posted] {
    let rows = Array(try db.query(statement))
    var entries: [Int64: [Entry]] = [:]
    let numbers = rows.map { $0.int(0) }
    guard !numbers.isEmpty else { return [] }
    for entry in try db.query(
      """
      SELECT transaction_id, account, currency, amount FROM ledger_entries
      WHERE transaction_id = ANY(\(.int64s(numbers)))
      """)
    {
      let number = entry.int(0)
      guard let account = Account(code: entry.text(1)), let currency = Currency(entry.text(2)) else {
        throw Transaction.Refusal("transaction \(number) has an entry that is not of the chart: \(entry.text(1))")
      }
      entries[number, default: []].append(Entry(account, currency, Amount(pico: entry.numeric(3))))
    }
    return try rows.map { try posted($0, entries[$0.int(0)] ?? []) }
  }

  private func posted(_ row: Row, _ entries: [Entry]) throws -> Posted {
    let id = row.int(0)
    let transaction = try Transaction(
      kind: Transaction.Kind(rawValue: row.text(3))!, accountingDate: Day(number: row.date(4)),
      earningPeriod: row.optionalPeriod(5), reference: row.text(6),
      cause: row.optionalText(7).flatMap(Cause.init), reason: row.optionalText(8),
      versions: row.optionalText(9).flatMap(Versions.init), reverses: row.optionalInt(10), entries: entries,
      evidence: Transaction.Evidence(lineCount: row.int(11), linesDigest: row.optionalBytes(12)))
    return Posted(
      link: ChainLink(number: id, recordedAt: row.timestamp(1), digest: row.bytes(2)),
      transaction: transaction, actor: row.actor(14, 15), reversedBy: row.optionalInt(13))
  }
}

extension Row {
  /// Id and name of who acted.
  func actor(_ id: Int, _ name: Int) -> Actor? {
    optionalText(id).map { Actor(id: $0, name: optionalText(name) ?? "") }
  }
}
