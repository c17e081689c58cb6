import Ledger
import Money
import Plays
import Postgres

/// Changes of closed periods that somebody agreed to before they were written.
package struct CorrectionStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Kind of what was imported or published.
  package enum Kind: String, Codable, CaseIterable, Sendable {
    case catalog, fx, payees, contracts, rates, advances
  }

  /// A change, and who agreed to it.
  package struct Record: Sendable {
    package let number: Int32
    package let kind: Kind
    package let source: String
    /// Microseconds since 1970.
    package let agreedAt: Int64
    package let agreedBy: Actor
    package fileprivate(set) var changes: [ClosedChange]
  }

  /// Records a change in the name of the connection's actor, in the transaction that makes it.
  ///
  /// - Parameter source: the file, or what of it is new.
  package func record(_ kind: Kind, from source: String, _ changes: [ClosedChange]) throws {
    guard !changes.isEmpty else { return }
    let number = try db.query(
      """
      INSERT INTO agreed_corrections (kind, source, agreed_by, agreed_by_name)
      VALUES (\(kind.rawValue), \(source), \(db.actor.id), \(db.actor.name)) RETURNING correction_id
      """)[0].int32(0)
    try db.copyIn(
      "agreed_correction_sums (correction_id, period, kind, key, currency, difference)", columns: 6
    ) { copy in
      for change in changes {
        try copy.row()
        copy.int32(number)
        copy.date(change.period.first.number)
        for text in [change.kind.rawValue, change.key, change.currency.code] { copy.value(.text(text)) }
        copy.value(.numeric(change.difference.pico))
      }
    }
    db.note("correction \(number) of closed periods")
  }

  /// Changes that were agreed to, the newest first.
  ///
  /// - Parameter before: only those under lower numbers.
  package func list(before: Int32? = nil, limit: Int) throws -> [Record] {
    var records = try db.query(
      """
      SELECT correction_id, kind, source, agreed_at, agreed_by, agreed_by_name FROM agreed_corrections
      WHERE correction_id < \(before ?? .max) ORDER BY 1 DESC LIMIT \(Int64(limit))
      """
    ).map {
      Record(
        number: $0.int32(0), kind: Kind(rawValue: $0.text(1))!, source: $0.text(2), agreedAt: $0.timestamp(3),
        agreedBy: Actor(id: $0.text(4), name: $0.text(5)), changes: [])
    }
    let places = Dictionary(uniqueKeysWithValues: records.enumerated().map { ($0.element.number, $0.offset) })
    for row in try db.query(
      """
      SELECT correction_id, period, kind, key, currency, difference FROM agreed_correction_sums
      WHERE correction_id = ANY(\(.int32s(records.map(\.number))))
      """)
    {
      records[places[row.int32(0)]!].changes.append(
        ClosedChange(
          period: row.period(1), kind: ClosedChange.Kind(rawValue: row.text(2))!, key: row.text(3),
          currency: Currency(row.text(4))!, difference: Amount(pico: row.numeric(5))))
    }
    for index in records.indices { records[index].changes.sort() }
    return records
  }
}
