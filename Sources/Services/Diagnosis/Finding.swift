/// Finding of a check: all is well, or what is wrong and what to do.
package struct Finding: Sendable, Hashable, Encodable {
  package enum Severity: String, Sendable, CaseIterable, Comparable, Encodable {
    case ok, warning, failure

    package static func < (a: Severity, b: Severity) -> Bool { a.order < b.order }

    private var order: Int { Self.allCases.firstIndex(of: self)! }
  }

  package let check: Check
  package let severity: Severity
  /// A sentence for anybody: no address, no path, no value of a row.
  package let what: String
  /// Remedy; `nil` if all is well.
  package let remedy: String?
  /// Words of the system, for the operator alone.
  package let detail: String?

  enum CodingKeys: String, CodingKey { case check, severity, what, remedy, detail }

  package static func ok(_ check: Check, _ what: String) -> Finding {
    Finding(check: check, severity: .ok, what: what, remedy: nil, detail: nil)
  }

  package static func warning(_ check: Check, _ what: String, do remedy: String, detail: String? = nil) -> Finding {
    Finding(check: check, severity: .warning, what: what, remedy: remedy, detail: detail)
  }

  package static func failure(_ check: Check, _ what: String, do remedy: String, detail: String? = nil) -> Finding {
    Finding(check: check, severity: .failure, what: what, remedy: remedy, detail: detail)
  }

  /// True if a server with it must be asked nothing for now: its answers would be wrong, or none.
  package var isObstacle: Bool { severity == .failure && check.isObstacle }
}

/// Subject of a check.
package enum Check: String, Sendable, CaseIterable, Encodable {
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
