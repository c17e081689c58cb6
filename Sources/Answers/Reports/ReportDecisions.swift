import Ledger
import ReportMatching
import Store

/// Compares a report again: with plays, rates and contracts as they are now.
package struct CompareReport: UseCase {
  package static let act = Act.matchReport
  package var subject: String { "\(report)" }

  let report: Int32

  package init(_ report: Int32) {
    self.report = report
  }

  package func answer(_ asking: some Asking) async throws -> Comparison.Answer {
    let progress = asking.progress
    try await asking.atLength { db in
      try ReportMatch(db) { progress("comparing", Int64($0), Int64($1)) }.run(report)
    }
    return try await Comparison(report).answer(asking)
  }
}

/// Accepts a report: with the next posting it stands in the place of the estimate.
package struct AcceptReport: UseCase {
  package static let act = Act.acceptReport
  package var subject: String { "\(report)" }

  let report: Int32

  package init(_ report: Int32) {
    self.report = report
  }

  package func answer(_ asking: some Asking) async throws -> Comparison.Answer {
    let progress = asking.progress
    try await asking.atLength { db in
      try ReportDecision(db) { progress("comparing", Int64($0), Int64($1)) }.accept(report)
    }
    return try await Comparison(report).answer(asking)
  }
}

/// Rejects a report, with a reason.
package struct RejectReport: UseCase {
  package static let act = Act.rejectReport
  package var subject: String { "\(report)" }

  let report: Int32
  let reason: String

  package init(_ report: Int32, reason: String) {
    self.report = report
    self.reason = reason
  }

  package func answer(_ asking: some Asking) async throws -> Comparison.Answer {
    try await asking.atLength { try ReportDecision($0).reject(report, reason: reason) }
    return try await Comparison(report).answer(asking)
  }
}

/// Takes an accepted report back, with a reason: what it replaced counts again with the next posting.
package struct WithdrawReport: UseCase {
  package static let act = Act.withdrawReport
  package var subject: String { "\(report)" }

  let report: Int32
  let reason: String

  package init(_ report: Int32, reason: String) {
    self.report = report
    self.reason = reason
  }

  package func answer(_ asking: some Asking) async throws -> Comparison.Answer {
    let progress = asking.progress
    try await asking.atLength { db in
      try ReportDecision(db) { progress("comparing", Int64($0), Int64($1)) }.withdraw(report, reason: reason)
    }
    return try await Comparison(report).answer(asking)
  }
}

/// Says how a report that is not decided on stands to others, and compares it again.
package struct RelateReport: UseCase {
  package static let act = Act.relateReport
  package var subject: String { "\(report)" }

  let report: Int32
  let relation: ReportStore.Relation

  /// - Parameter relation: an empty one is a report on its own.
  package init(_ report: Int32, _ relation: ReportStore.Relation) {
    self.report = report
    self.relation = relation
  }

  package func answer(_ asking: some Asking) async throws -> Comparison.Answer {
    let progress = asking.progress
    try await asking.atLength { db in
      try ReportRelating(db).run(relation, of: report)
      try ReportMatch(db) { progress("comparing", Int64($0), Int64($1)) }.run(report)
    }
    return try await Comparison(report).answer(asking)
  }
}
