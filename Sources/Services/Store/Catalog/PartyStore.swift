import Contracts
import Ledger
import Postgres
import Refusals

/// Parties that may stand in an account: payees, artists who are owed without a contract, platforms.
///
/// The books know a payee by a name that is one party's alone: the plain id, or `artist:x` and `label:x` where both have
/// the id x. The one of them that the catalog had first keeps the plain id; where both came at once, neither has it.
package struct PartyStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Meaning of a name in a file, a path or on the command line.
  package func named(_ name: String) throws -> NamedPayee { try named([name])[name]! }

  /// Meaning of each of some names.
  package func named(_ names: some Collection<String>) throws -> [String: NamedPayee] {
    let artists = try parties("artist", names)
    let labels = try parties("label", names)
    let others = names.filter { artists[$0] == nil && labels[$0] == nil && !NamedPayee.hasKind($0) }
    let payees =
      others.isEmpty
      ? []
      : Set(
        try db.query(
          """
          SELECT payee FROM payees WHERE payee = ANY(\(.texts(others)))
          UNION SELECT party FROM artists WHERE party = ANY(\(.texts(others)))
          """
        ).map { $0.text(0) })
    return Dictionary(
      names.map { name in
        let candidates = [artists[name], labels[name]].compactMap(\.self)
        return switch candidates.count {
        case 0: (name, payees.contains(name) ? .known(name) : .unknown)
        case 1: (name, .known(candidates[0]))
        default: (name, .shared)
        }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Names in the books of the artists, or the labels, that some names may mean.
  private func parties(_ kind: String, _ names: some Collection<String>) throws -> [String: String] {
    var ids: [String: [String]] = [:]
    for name in names {
      if name.hasPrefix("\(kind):") {
        ids[String(name.dropFirst(kind.count + 1)), default: []].append(name)
      } else if !NamedPayee.hasKind(name) {
        ids[name, default: []].append(name)
      }
    }
    guard !ids.isEmpty else { return [:] }
    let asked = Array(ids.keys)
    let rows =
      kind == "artist"
      ? try db.query("SELECT id, party FROM artists WHERE id = ANY(\(.texts(asked)))")
      : try db.query("SELECT id, party FROM labels WHERE id = ANY(\(.texts(asked)))")
    var parties: [String: String] = [:]
    for row in rows {
      for name in ids[row.text(0)]! { parties[name] = row.text(1) }
    }
    return parties
  }

  /// The name in the books of whom a person means; the name itself where nobody has it.
  ///
  /// - Throws: `Transaction.Refusal` where an artist and a label have the id.
  package func party(_ name: String) throws -> String {
    switch try named(name) {
    case .known(let party): return party
    case .unknown: return name
    case .shared: throw Transaction.Refusal(NamedPayee.ambiguity(name))
    }
  }

  /// The artists and labels of the catalog that a name may mean, by their names in the books.
  package func candidates(_ name: String) throws -> [String] {
    var parties: [String] = []
    for kind in ["artist", "label"] {
      let isOfKind = name.hasPrefix("\(kind):")
      guard isOfKind || !NamedPayee.hasKind(name) else { continue }
      if let party = try party(kind, isOfKind ? String(name.dropFirst(kind.count + 1)) : name) { parties.append(party) }
    }
    return parties
  }

  /// The name in the books of an artist or a label; `nil` where there is none.
  package func party(_ kind: String, _ id: String) throws -> String? {
    switch kind {
    case "artist": try db.query("SELECT party FROM artists WHERE id = \(id)").first?.text(0)
    case "label": try db.query("SELECT party FROM labels WHERE id = \(id)").first?.text(0)
    default: nil
    }
  }

  /// The names in the books of artists and labels.
  package func parties(artists: some Sequence<String>, labels: some Sequence<String>) throws -> Set<String> {
    Set(
      try db.query(
        """
        SELECT party FROM artists WHERE id = ANY(\(.texts(Array(artists))))
        UNION SELECT party FROM labels WHERE id = ANY(\(.texts(Array(labels))))
        """
      ).map { $0.text(0) })
  }

  /// True if somebody is in the books, or may be, under a name.
  package func isPayee(_ party: String) throws -> Bool {
    try !db.query("SELECT FROM payees WHERE payee = \(party) UNION ALL SELECT FROM artists WHERE party = \(party)")
      .isEmpty
  }

  package func isPlatform(_ id: String) throws -> Bool {
    try !db.query("SELECT FROM rate_tables WHERE platform = \(id) LIMIT 1").isEmpty
  }

  /// - Throws: `Refused` where a platform is named that nobody knows: an empty answer would hide the spelling mistake.
  package func requirePlatform(_ id: String?) throws {
    if let id, try !isPlatform(id) {
      throw Refused.unusable("platform", "There is no platform \"\(id)\": no rate table of it was ever published.")
    }
  }

  /// A label's name; `nil` where there is none.
  package func label(_ id: String) throws -> String? {
    try db.query("SELECT name FROM labels WHERE id = \(id)").first?.text(0)
  }

  /// A payee's name for people, by the name in the books; `nil` where there is nobody.
  package func name(_ party: String) throws -> String? {
    try db.query(
      "SELECT name FROM payees WHERE payee = \(party) UNION ALL SELECT name FROM artists WHERE party = \(party) LIMIT 1"
    ).first?.text(0)
  }
}
