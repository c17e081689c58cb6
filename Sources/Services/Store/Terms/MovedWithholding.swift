import Ledger
import Money
import Plays

/// Tax that was withheld of a closed period by the terms as they were, and would be by others.
package struct MovedWithholding: Sendable, Hashable {
  package let place: PayeeCurrency
  package let period: Period
  package let before: Amount
  package let after: Amount

  /// The same as a change of a closed period: above zero where less is withheld.
  package var change: ClosedChange {
    ClosedChange(
      period: period, kind: .withholding, key: place.payee, currency: place.currency, difference: before - after)
  }

  /// Why terms that reach back are refused, and what to do.
  static func refusal(_ moved: [MovedWithholding]) -> String {
    let list = Self.list(moved, bytes: 4_000) {
      "\($0.period) of \($0.place.payee): \($0.before) \($0.place.currency) withheld would be \($0.after)"
    }
    return "these terms reach back into closed periods: \(list). "
      + "Terms that hold from a month on have its first day in the column effective_from; where they correct what was "
      + "wrong, import them with --corrects-closed. Nothing was imported."
  }

  /// Words for the audit log of what was agreed to.
  static func record(_ moved: [MovedWithholding]) -> String {
    "corrected "
      + list(moved, bytes: 800) {
        "\($0.period) of \($0.place.payee) from \($0.before) to \($0.after) \($0.place.currency) withheld"
      }
  }

  /// As many of them as there is room for.
  private static func list(
    _ moved: [MovedWithholding], bytes: Int, _ text: (MovedWithholding) -> String
  ) -> String {
    var (list, shown) = ("", 0)
    for one in moved {
      let next = (shown == 0 ? "" : "; ") + text(one)
      guard shown == 0 || list.utf8.count + next.utf8.count <= bytes else { break }
      list += next
      shown += 1
    }
    return shown == moved.count ? list : "\(list); and \(moved.count - shown) more"
  }
}
