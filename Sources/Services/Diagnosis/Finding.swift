/// Finding of a check: all is well, or what is wrong and what to do.
public struct Finding: Sendable, Hashable, Encodable {
  public enum Severity: String, Sendable, CaseIterable, Comparable, Encodable {
    case ok, warning, failure

    public static func < (a: Severity, b: Severity) -> Bool { a.order < b.order }

    private var order: Int { Self.allCases.firstIndex(of: self)! }
  }

  public let check: Check
  public let severity: Severity
  /// A sentence for anybody: no address, no path, no value of a row.
  public let what: String
  /// Remedy; `nil` if all is well.
  public let remedy: String?
  /// Words of the system, for the operator alone.
  public let detail: String?

  enum CodingKeys: String, CodingKey { case check, severity, what, remedy, detail }

  public static func ok(_ check: Check, _ what: String) -> Finding {
    Finding(check: check, severity: .ok, what: what, remedy: nil, detail: nil)
  }

  public static func warning(_ check: Check, _ what: String, do remedy: String, detail: String? = nil) -> Finding {
    Finding(check: check, severity: .warning, what: what, remedy: remedy, detail: detail)
  }

  public static func failure(_ check: Check, _ what: String, do remedy: String, detail: String? = nil) -> Finding {
    Finding(check: check, severity: .failure, what: what, remedy: remedy, detail: detail)
  }

  /// True if a server with it must be asked nothing for now: its answers would be wrong, or none.
  public var isObstacle: Bool { severity == .failure && check.isObstacle }
}

/// Subject of a check.
public enum Check: String, Sendable, CaseIterable, Encodable {
  case configuration, database, schema, connections, clock, follower, descriptors, disk, ingest, topic, schedules
  case posting, books

  /// True if its failure keeps a server from answering rightly. Other failures need somebody, and the server goes on.
  var isObstacle: Bool {
    switch self {
    case .database, .schema, .clock, .follower, .descriptors: true
    case .configuration, .connections, .disk, .ingest, .topic, .schedules, .posting, .books: false
    }
  }
}
