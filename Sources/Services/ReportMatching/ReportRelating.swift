import Ledger
import Money
import Posting
import Postgres
import Store

/// Relations of reports, checked and recorded: a report takes the place of another, or counts beside one that it shares rows
/// with.
package struct ReportRelating {
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Says the relation of a report that is not decided on, and forgets the one that it had. Again it changes nothing.
  ///
  /// - Throws: `Transaction.Refusal` where it is decided on, or the relation cannot be meant.
  package func run(_ relation: ReportStore.Relation, of report: Int32) throws {
    let reports = ReportStore(db)
    try reports.alone(with: report) {
      try BookRetry.run(db) {
        try Nodes(db).transaction {
          let found = try reports.existing(report)
          if try reports.relation(of: report) == relation { return }
          guard found.status.isOpen else {
            throw Transaction.Refusal(
              "report \(report) is \(found.status.rawValue): its relation to others can be said until it is decided on, so "
                + "withdraw it first (`ledgerline reconcile withdraw \(report) --reason ...`)")
          }
          try record(relation, of: report)
        }
      }
    }
  }

  /// Checks and records a relation inside the caller's transaction, in which the report was recorded.
  func record(_ relation: ReportStore.Relation, of report: Int32) throws {
    let reports = ReportStore(db)
    for other in relation.others {
      guard other != report else { throw Transaction.Refusal("report \(report) cannot name itself") }
      guard let found = try reports.report(other) else {
        throw Transaction.Refusal(
          "there is no report \(other): `ledgerline reconcile list` shows their numbers")
      }
      guard found.status != .superseded else {
        throw Transaction.Refusal("report \(other) is superseded already: name the one that took its place")
      }
      guard try !reports.corrected(by: other).contains(report) else {
        throw Transaction.Refusal("report \(other) takes the place of report \(report) itself")
      }
    }
    if let corrected = relation.supersedes { try checkScopes(of: report, inPlaceOf: corrected) }
    try reports.relate(report, relation)
  }

  /// A report stands in the place of another where it speaks of all that the other speaks of.
  private func checkScopes(of report: Int32, inPlaceOf corrected: Int32) throws {
    let reports = ReportStore(db)
    let spoken = Set(try reports.scopes(report).map { "\($0.platform) in \($0.period)" })
    let missing = try reports.scopes(corrected).map { "\($0.platform) in \($0.period)" }.filter { !spoken.contains($0) }
    guard missing.isEmpty else {
      throw Transaction.Refusal(
        "report \(corrected) also speaks of \(missing.joined(separator: ", ")), and this one does not: it cannot stand in its "
          + "place")
    }
  }

  /// - Throws: `Transaction.Refusal` for a statement that is accepted in another form.
  private func checkStatement(of report: ReportStore.Report) throws {
    let reports = ReportStore(db)
    let named = try reports.corrected(by: report.id) + report.addsTo
    guard let other = try reports.sameStatement(as: report.id, without: named) else { return }
    let months = report.statements.map { "\($0)" }.joined(separator: ", ")
    throw Transaction.Refusal(
      "report \(other.id) (\(other.file)) is of the same account and statement (\(report.account ?? ""), \(months)), comes to "
        + "the same sums, and is accepted: if this is the same statement in another form, leave it out; else say "
        + "`--supersedes \(other.id)` if it takes its place, or `--adds-to \(other.id)` if both count")
  }

  /// - Throws: `Transaction.Refusal` for a report that shares many rows with an accepted one without naming it: as a rule it
  ///   is the same money again.
  func checkOverlap(of report: Int32) throws {
    let reports = ReportStore(db)
    guard let found = try reports.report(report) else { return }
    let overlaps = try reports.overlaps(report, without: reports.corrected(by: report)).filter {
      !found.addsTo.contains($0.other)
    }
    guard let first = overlaps.first else { return try checkStatement(of: found) }
    let shared = overlaps.map { overlap in
      let sums = overlap.sums.map { "\($0.amount) \($0.currency)" }.joined(separator: ", ")
      return "\(overlap.rows) of its \(overlap.ofOwn) rows, which come to \(sums), stand in report \(overlap.other) "
        + "(\(overlap.otherFile), \(overlap.ofOther) rows) too"
    }.joined(separator: "; ")
    let all = overlaps.map { "--adds-to \($0.other)" }.joined(separator: " ")
    throw Transaction.Refusal(
      "\(shared), and that is accepted: say `--supersedes \(first.other)` if this one takes its place, or `\(all)` if both "
        + "count and the rows are money of their own")
  }
}
