import Catalog
import Contracts
import Ledger
import Postgres
import Store

/// Payees whose money the asker may see: those they speak for, each by kind and id.
extension Asker {
  /// Names in the books; `nil` sees everybody's.
  package func parties(_ db: Connection) throws -> Set<String>? {
    guard case .narrowed(let artists, let labels, let payees) = visibility else { return nil }
    let store = PartyStore(db)
    var parties = try store.parties(artists: artists, labels: labels)
    for payee in payees {
      parties.insert(NamedPayee.hasKind(payee) ? try store.party(payee) : payee)
    }
    return parties
  }

  /// Name in the books of whom a path or a parameter means; `nil` where the asker may not see them.
  ///
  /// - Throws: `Transaction.Refusal` where an artist and a label have the id, and the asker may see both.
  package func party(_ name: String, _ db: Connection) throws -> String? {
    let store = PartyStore(db)
    guard let mine = try parties(db) else { return try store.party(name) }
    let meant = Set(try store.candidates(name) + [name]).intersection(mine)
    return meant.count > 1 ? try store.party(name) : meant.first
  }

  /// Name of a payee who is in the books, or may be; `nil` also where there is none: the same answer.
  package func payee(_ name: String, _ db: Connection) throws -> String? {
    try party(name, db).flatMap { try PartyStore(db).isPayee($0) ? $0 : nil }
  }
}
