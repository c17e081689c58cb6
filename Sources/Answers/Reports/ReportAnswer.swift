import Money
import Plays
import Schemas
import Store

/// A report of a platform: what came, and what was decided about it.
package struct ReportAnswer: Codable, Sendable {
  package let reconciliation: Int32
  package let file, format: String
  package let status: ReportStore.Status
  package let received_at: Time
  package let sender, message_id, reason: String?
  package let rows: Int64
  package let supersedes: Int32?
  /// Reports that it shares rows with and counts beside; left out where there are none.
  package let adds_to: [Int32]?
  /// Why it was taken in though it can hardly be meant; left out where nobody had to say.
  package let taken_because: String?
  /// Sums that rounding its amounts to 12 decimals added to them, exact, by currency; left out where nothing was rounded.
  package let rounding: [String: String]?
  /// Account of the sender, for whose recordings it counts; left out of one that stands for all.
  package let account: String?
  /// Months in which the sender accounts for it; left out where they are not known.
  package let statements: [Period]?

  init(_ report: ReportStore.Report) {
    reconciliation = report.id
    file = report.file
    format = report.format
    status = report.status
    received_at = Time(shown: report.receivedAt)
    sender = report.sender
    message_id = report.messageID
    reason = report.reason
    rows = report.rows
    supersedes = report.supersedes
    taken_because = report.takenBecause
    rounding =
      report.rounding.isEmpty
      ? nil
      : Dictionary(uniqueKeysWithValues: report.rounding.map { ($0.key.code, $0.value.description) })
    account = report.account
    statements = report.statements.isEmpty ? nil : report.statements
    adds_to = report.addsTo.isEmpty ? nil : report.addsTo
  }
}
