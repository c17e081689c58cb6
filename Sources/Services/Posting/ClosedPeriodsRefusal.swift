import Ledger
import Money
import Refusals

/// A change that would move closed periods, and to which nobody has agreed. Nothing was written.
package struct ClosedPeriodsRefusal: Refusal {
  /// Sums that are told; the rest is for a dry run.
  private static let shown = 12

  package var refusal: RefusalKind { .conflict }
  package let description: String

  /// - Parameters:
  ///   - cause: what is wrong besides, in a sentence; empty where the sums say all.
  ///   - advice: how to say that something holds from a day on.
  package init(_ changes: [ClosedChange], cause: String = "", advice: String) {
    var text = cause
    if !changes.isEmpty {
      let periods = Set(changes.map(\.period)).sorted().map { "\($0)" }.joined(separator: ", ")
      text += (text.isEmpty ? "" : "\n") + "It would move what is closed, \(periods):\n"
      text += changes.prefix(Self.shown).map {
        "  \($0.period) \($0.kind.rawValue) \($0.key): \($0.difference.pico > 0 ? "+" : "")\($0.difference) \($0.currency)\n"
      }.joined()
      if changes.count > Self.shown { text += "  and \(changes.count - Self.shown) more: --dry-run shows all\n" }
    } else {
      text += "\n"
    }
    description =
      text + "Nothing was written. \(advice) If it corrects a mistake in what is closed, say so: "
      + "--corrects-closed, or corrects_closed=true over the API; the differences are then posted in the open month."
  }
}
