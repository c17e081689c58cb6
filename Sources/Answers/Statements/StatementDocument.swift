import Catalog
import Money
import Plays
import Postgres
import Refusals
import StatementExport
import Statements
import Store

/// A statement as a document: one that was issued, or what it would be as the books are now.
package enum StatementDocument: Sendable {
  case issued(id: String)
  /// A payee's; the period is this month's where it is `nil`.
  case draft(payee: String, Period?, Currency)
  /// A label's over all its artists.
  case labelDraft(label: String, Period?, Currency)

  /// A document that the asker may have. It is not read yet.
  package struct Found: Sendable {
    /// Name for a file of it.
    package let name: @Sendable (StatementFiles.Format) -> String
    /// Reads it from a snapshot.
    package let open: @Sendable (Connection) throws -> any StatementContent
  }

  /// Finds it for whoever asks.
  ///
  /// - Throws: `Refused` where there is none that the asker may see.
  package func found(_ asking: some Asking) async throws -> Found {
    switch self {
    case .issued(let id): try await Self.issued(id, asking)
    case .draft(let payee, let period, let currency):
      try await Self.draft(.payee, payee, period, currency, asking) { try asking.asker.payee(payee, $0) }
    case .labelDraft(let label, let period, let currency):
      try await Self.draft(.label, label, period, currency, asking) { db in
        guard asking.asker.visibility.speaksFor(label: label) else { return nil }
        return try PartyStore(db).party("label", label) == nil ? nil : label
      }
    }
  }

  private static func issued(_ id: String, _ asking: some Asking) async throws -> Found {
    let asker = asking.asker
    let found = try await asking.database { db -> StatementStore.Issued? in
      guard let number = Int64(id), let issued = try StatementStore(db).statement(number) else { return nil }
      // A label's statement over all its artists is for the label alone.
      let maySee =
        switch issued.kind {
        case .payee: try asker.parties(db)?.contains(issued.payee) ?? true
        case .label: asker.visibility.speaksFor(label: issued.payee)
        }
      return maySee ? issued : nil
    }
    guard let issued = found else { throw Refused.missing("statement", id) }
    return Found(name: { StatementFiles.name(issued, $0) }, open: { try StatementFiles.content(of: issued, $0) })
  }

  private static func draft(
    _ kind: Statement.Kind, _ id: String, _ period: Period?, _ currency: Currency, _ asking: some Asking,
    named: @escaping @Sendable (Connection) throws -> String?
  ) async throws -> Found {
    guard let name = try await asking.database(named) else { throw Refused.missing(kind.rawValue, id) }
    let period = period ?? asking.today.period
    let prefix = kind == .payee ? "draft" : "label_draft"
    return Found(
      name: { "\(prefix)_\(period)_\(name.replacing(":", with: "_"))_\(currency).\($0.rawValue)" },
      open: { try StatementFiles.current($0, kind, payee: name, period, currency) })
  }
}
