import Ledger
import Plays
import Posting
import Store

/// Closes an accounting period: settles every payee, and lets no more entries in.
package struct ClosePeriod: UseCase {
  package struct Answer: Codable, Sendable {
    package let period: Period
    package let status: PeriodStore.Status
    /// Balances of payees that were settled.
    package let settled: Int
    /// Payees with an advance in a currency in which they can earn nothing; left out where there are none.
    package let warnings: [String]?
  }

  package static let act = Act.close
  package var subject: String { "\(period)" }

  let period: Period
  let thresholds: PeriodClose.Thresholds
  let reason: String?

  /// - Parameters:
  ///   - allowUnrated: plays without a rate that it may have.
  ///   - allowUnmatched: plays of unknown tracks that it may have.
  ///   - reason: why what stands against it does not matter.
  package init(_ period: Period, allowUnrated: Int64, allowUnmatched: Int64, reason: String?) {
    self.period = period
    thresholds = PeriodClose.Thresholds(unratedPlays: allowUnrated, unmatchedPlays: allowUnmatched)
    self.reason = reason
  }

  package func words(_ today: Day) -> [String: Any] {
    var words: [String: Any] = [
      "allow_unrated": Int(thresholds.unratedPlays), "allow_unmatched": Int(thresholds.unmatchedPlays),
    ]
    words["reason"] = reason
    return words
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let today = asking.today
    return try await asking.database { db in
      let settled = try PeriodClose(db, today: today).close(period, thresholds: thresholds, reason: reason)
      let stuck = try EarnableCurrencies(db).without(SettlementStore(db).unrecouped(period))
      let warnings = stuck.map {
        "\($0.payee) has an advance in \($0.currency), and no contract of theirs can earn \($0.currency): nothing of it is "
          + "earned back"
      }
      return Answer(
        period: period, status: .closed, settled: settled, warnings: warnings.isEmpty ? nil : warnings)
    }
  }
}
