import Plays
import Postgres

/// Relations between reports: which takes the place of which, and which count beside one another.
extension ReportStore {
  /// Something that somebody says of a report: it may be said again until the report is decided on.
  package struct Relation: Sendable, Hashable {
    /// The report that it corrects.
    package let supersedes: Int32?
    /// Reports that it shares rows with, and counts beside.
    package let addsTo: [Int32]
    /// The account that it is of, where that is another than the one that its format or sender says.
    package let account: String?

    package init(supersedes: Int32? = nil, addsTo: [Int32] = [], account: String? = nil) {
      self.account = account
      self.supersedes = supersedes
      self.addsTo = Set(addsTo).sorted()
    }

    package var isEmpty: Bool { supersedes == nil && addsTo.isEmpty && account == nil }
    package var others: [Int32] { (supersedes.map { [$0] } ?? []) + addsTo }
  }

  /// Records a relation, which takes the place of an earlier one.
  package func relate(_ report: Int32, _ relation: Relation) throws {
    try db.query(
      """
      INSERT INTO platform_report_relations (report_id, supersedes, adds_to, account)
      VALUES (\(report), \(relation.supersedes), \(.int32s(relation.addsTo)), \(relation.account))
      """)
    db.note("report \(report)")
  }

  /// The relation that counts; an empty one where nobody has said any.
  package func relation(of report: Int32) throws -> Relation {
    try db.query(
      "SELECT supersedes, adds_to::text[], account FROM platform_report_places WHERE report_id = \(report)"
    ).first.map {
      Relation(
        supersedes: $0.isNull(0) ? nil : $0.int32(0), addsTo: $0.texts(1).map { Int32($0)! },
        account: $0.optionalText(2))
    } ?? Relation()
  }

  /// The reports that one takes the place of when it is accepted: the one it corrects, what that one corrects, and so on.
  /// The nearest comes first.
  package func corrected(by report: Int32) throws -> [Int32] {
    try db.query(
      """
      WITH RECURSIVE earlier AS (
        SELECT supersedes AS id, 1 AS far FROM platform_report_places WHERE report_id = \(report)
        UNION SELECT r.supersedes, e.far + 1 FROM platform_report_places r JOIN earlier e ON r.report_id = e.id)
      SELECT id FROM earlier WHERE id IS NOT NULL ORDER BY far
      """
    ).map { $0.int32(0) }
  }

  /// An accepted report that corrects one of those that this one corrects, without being one of them: only one can stand
  /// in a report's place.
  package func rival(of report: Int32) throws -> Int32? {
    let corrected = try corrected(by: report)
    return try db.query(
      """
      WITH RECURSIVE later AS (
        SELECT report_id FROM platform_report_places WHERE supersedes = ANY(\(.int32s(corrected)))
        UNION SELECT r.report_id FROM platform_report_places r JOIN later l ON r.supersedes = l.report_id)
      SELECT report_id FROM later JOIN platform_report_states s USING (report_id)
      WHERE s.status = 'accepted' AND report_id <> ALL(\(.int32s(corrected + [report]))) ORDER BY 1 DESC LIMIT 1
      """
    ).first.map { $0.int32(0) }
  }

  /// The report that counts again when one is withdrawn: the nearest of those it corrects that is accepted.
  package func predecessor(of report: Int32) throws -> Int32? {
    try corrected(by: report).first { try self.report($0)?.status == .accepted }
  }

  /// Reports that nobody has decided on and that speak of a platform's month that one speaks of.
  package func undecided(beside report: Int32) throws -> [Int32] {
    try db.query(
      """
      SELECT DISTINCT o.report_id FROM platform_report_scopes s JOIN platform_report_scopes o USING (period, platform)
      JOIN platform_report_states t ON t.report_id = o.report_id
      WHERE s.report_id = \(report) AND o.report_id <> \(report) AND t.status = 'received' ORDER BY 1
      """
    ).map { $0.int32(0) }
  }
}
