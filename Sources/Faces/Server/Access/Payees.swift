import Contracts
import Earnings
import Ledger
import Postgres
import Store

/// Which payees a token may see the money of: those it speaks for, each by kind and id.
extension Call {
  /// Their names in the books; `nil` sees everybody's.
  func parties(_ db: Connection) throws -> Set<String>? {
    guard let visibility = grant.visibility else { return nil }
    let store = PartyStore(db)
    var parties = try store.parties(artists: visibility.artists, labels: visibility.labels)
    for payee in grant.payees {
      parties.insert(NamedPayee.hasKind(payee) ? try store.party(payee) : payee)
    }
    return parties
  }

  /// The name in the books of whom a path or a parameter means; `nil` where the token may not see them.
  ///
  /// - Throws: `Transaction.Refusal` where an artist and a label have the id, and the token may see both.
  func party(_ name: String, _ db: Connection) throws -> String? {
    let store = PartyStore(db)
    guard let mine = try parties(db) else { return try store.party(name) }
    let meant = Set(try store.candidates(name) + [name]).intersection(mine)
    return meant.count > 1 ? try store.party(name) : meant.first
  }

  /// The same of somebody who is in the books, or may be; `nil` also where there is none: the same answer.
  func payee(_ name: String, _ db: Connection) throws -> String? {
    try party(name, db).flatMap { try PartyStore(db).isPayee($0) ? $0 : nil }
  }
}
