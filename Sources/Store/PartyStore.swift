import Postgres

/// Who may stand in an account: payees, artists who are owed without a contract, platforms.
public struct PartyStore {
  let db: Connection

  public init(_ db: Connection) {
    self.db = db
  }

  public func isPayee(_ id: String) throws -> Bool {
    try !db.query("SELECT FROM payees WHERE payee = \(id) UNION ALL SELECT FROM artists WHERE id = \(id)").isEmpty
  }

  public func isPlatform(_ id: String) throws -> Bool {
    try !db.query("SELECT FROM rate_tables WHERE platform = \(id) LIMIT 1").isEmpty
  }

  /// Whether a payee of this id is an artist, or a label; anybody may be a `payee`.
  public func isKind(_ kind: String, _ id: String) throws -> Bool {
    switch kind {
    case "artist": try !db.query("SELECT FROM artists WHERE id = \(id)").isEmpty
    case "label": try !db.query("SELECT FROM labels WHERE id = \(id)").isEmpty
    default: true
    }
  }

  /// A label's name; `nil` where there is none.
  public func label(_ id: String) throws -> String? {
    try db.query("SELECT name FROM labels WHERE id = \(id)").first?.text(0)
  }

  /// A payee's name, or the artist's of that id; `nil` where there is neither.
  public func name(_ id: String) throws -> String? {
    try db.query(
      "SELECT name FROM payees WHERE payee = \(id) UNION ALL SELECT name FROM artists WHERE id = \(id) LIMIT 1"
    ).first?.text(0)
  }
}
