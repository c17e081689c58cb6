/// What the server, or the way to it, refused.
public struct PostgresError: Error, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  /// The five-character SQLSTATE; `08006` where the connection itself failed.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let connectionFailure = Code(rawValue: "08006")
    public static let protocolViolation = Code(rawValue: "08P01")
    public static let uniqueViolation = Code(rawValue: "23505")
    public static let checkViolation = Code(rawValue: "23514")
    public static let serializationFailure = Code(rawValue: "40001")
    public static let deadlockDetected = Code(rawValue: "40P01")
    public static let undefinedTable = Code(rawValue: "42P01")
    public static let queryCanceled = Code(rawValue: "57014")
    public static let adminShutdown = Code(rawValue: "57P01")
    public static let cannotConnectNow = Code(rawValue: "57P03")
    public static let lockNotAvailable = Code(rawValue: "55P03")
  }

  public let code: Code
  /// What the server said, without any bound value.
  public let message: String
  /// The name of the constraint that was violated, if one was.
  public let constraint: String?
  private let detail: String?
  private let sql: String?

  init(_ code: Code, _ message: String, constraint: String? = nil, detail: String? = nil, sql: String? = nil) {
    self.code = code
    self.message = message
    self.constraint = constraint
    self.detail = detail
    self.sql = sql
  }

  /// Whether the same transaction may succeed when it is run again from its start.
  public var isRetriable: Bool {
    switch code {
    case .serializationFailure, .deadlockDetected, .lockNotAvailable, .cannotConnectNow: true
    default: isConnectionLost
    }
  }

  /// Whether the connection is gone, so that the fate of a COMMIT under way is not known.
  public var isConnectionLost: Bool {
    code.rawValue.hasPrefix("08") || code == .adminShutdown || code.rawValue == "57P02"
  }

  /// Code and message. A row's values can stand in the detail, so it is only in the debug description.
  public var description: String { "PostgreSQL \(code.rawValue): \(message)" }

  public var debugDescription: String {
    var text = description
    if let detail { text += "\ndetail: \(detail)" }
    if let sql { text += "\nstatement: \(sql)" }
    return text
  }
}
