/// A refusal of the server, or of the way to it.
package struct PostgresError: Error, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  /// The five-character SQLSTATE; `08006` where the connection itself failed.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let connectionFailure = Code(rawValue: "08006")
    package static let uniqueViolation = Code(rawValue: "23505")
    package static let serializationFailure = Code(rawValue: "40001")
    package static let deadlockDetected = Code(rawValue: "40P01")
    package static let queryCanceled = Code(rawValue: "57014")
    package static let adminShutdown = Code(rawValue: "57P01")
    package static let cannotConnectNow = Code(rawValue: "57P03")
    package static let lockNotAvailable = Code(rawValue: "55P03")
  }

  package let code: Code
  /// The server's words, without any bound value.
  package let message: String
  /// The name of the constraint that was violated, if one was.
  package let constraint: String?
  private let detail: String?
  private let sql: String?

  init(_ code: Code, _ message: String, constraint: String? = nil, detail: String? = nil, sql: String? = nil) {
    self.code = code
    self.message = message
    self.constraint = constraint
    self.detail = detail
    self.sql = sql
  }

  /// True if the same transaction may succeed when it is run again from its start.
  package var isRetriable: Bool {
    switch code {
    case .serializationFailure, .deadlockDetected, .lockNotAvailable, .cannotConnectNow: true
    default: isConnectionLost
    }
  }

  /// True if the connection is gone, so that the fate of a COMMIT under way is not known.
  package var isConnectionLost: Bool {
    code.rawValue.hasPrefix("08") || code == .adminShutdown || code.rawValue == "57P02"
  }

  /// Code and message. A row's values can stand in the detail, so it is only in the debug description.
  package var description: String { "PostgreSQL \(code.rawValue): \(message)" }

  package var debugDescription: String {
    var text = description
    if let detail { text += "\ndetail: \(detail)" }
    if let sql { text += "\nstatement: \(sql)" }
    return text
  }
}
