import Ledger
import Posting
import Postgres
import Store

/// Manner in which something is imported or published: what closed periods have to do with it, and if it is written at all.
package struct ImportManner: Sendable {
  /// True if it may move closed periods: it corrects a mistake in them.
  package let correctsClosed: Bool
  /// True if nothing is to be written.
  package let isDryRun: Bool

  package static let usual = ImportManner(correctsClosed: false, isDryRun: false)

  package init(correctsClosed: Bool, isDryRun: Bool) {
    self.correctsClosed = correctsClosed
    self.isDryRun = isDryRun
  }

  /// End of a dry run: whatever was written is taken back.
  private struct Rehearsed: Error {}

  /// Runs an import, which judges what it has written.
  func run(_ body: () throws -> Void) throws {
    do { try body() } catch is Rehearsed {}
  }

  /// Judges what an import has written by what it changes in closed periods, before it is committed.
  ///
  /// - Parameters:
  ///   - source: the file, for the record of who agreed to it.
  ///   - cause: what is wrong besides, in a sentence; empty where nothing is.
  ///   - advice: how to say that something holds from a day on.
  ///   - tell: is told the sums, and if somebody has to agree to them.
  /// - Throws: `ClosedPeriodsRefusal` where nobody has agreed; an end that `run` understands, in a dry run.
  func judge(
    _ changes: ClosedPeriods.Changes, _ kind: CorrectionStore.Kind, from source: String, cause: String = "",
    advice: String, in db: Connection, _ tell: (_ closed: [ClosedSum], _ needsConsent: Bool) -> Void
  ) throws {
    let needsConsent = !changes.moved.isEmpty || !cause.isEmpty
    tell(ClosedSum.all(changes), needsConsent)
    if isDryRun { throw Rehearsed() }
    guard !needsConsent || correctsClosed else {
      throw ClosedPeriodsRefusal(changes.moved, cause: cause, advice: advice)
    }
    try CorrectionStore(db).record(kind, from: source, changes.moved)
  }
}
