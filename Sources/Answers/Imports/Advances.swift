import Contracts
import Ingest
import Ledger
import Money
import Plays
import Posting
import Store

/// Imports advances and costs. One that is dated in a closed period is posted in the first open one: that is routine.
package struct ImportAdvances: UseCase {
  package static let act = Act.importAdvances
  package var subject: String { file.name }

  let file: ImportedFile
  let manner: ImportManner

  package init(_ file: ImportedFile, _ manner: ImportManner) {
    self.file = file
    self.manner = manner
  }

  package func answer(_ asking: some Asking) async throws -> ImportAnswer {
    let (file, manner) = (file, manner)
    return try await asking.atLength { db in
      var answer = ImportAnswer(manner)
      try manner.run {
        _ = try ReferenceImport(db).advances(path: file.path, called: file.name) { new in
          answer.changes = new.count
          answer.warnings = try Self.warnings(new, EarnableCurrencies(db))
          let changes = ClosedPeriods.Changes(routine: try ClosedPeriods(db).advances(new))
          try manner.judge(changes, .advances, from: file.name, advice: "", in: db) {
            answer.closed = $0
            answer.needs_corrects_closed = $1
          }
        }
      }
      return answer
    }
  }

  /// Warnings of those that nothing will earn back; `nil` where there are none.
  private static func warnings(_ new: [Advance], _ earnable: EarnableCurrencies) throws -> [String]? {
    let without = Set(try earnable.without(new.map { PayeeCurrency(payee: $0.payee, currency: $0.currency) }))
    let warnings = new.filter { without.contains(PayeeCurrency(payee: $0.payee, currency: $0.currency)) }.map {
      "\($0.reference): no contract of \($0.payee) can earn \($0.currency), so nothing of it is earned back until one "
        + "does. If it is a mistake, withdraw it before it is posted."
    }
    return warnings.isEmpty ? nil : warnings
  }
}

/// Takes back an advance or a cost that is not posted yet.
package struct WithdrawAdvance: UseCase {
  package struct Answer: Codable, Sendable {
    package let reference: String
    package let payee: String
    package let date: Day
    /// `advance` or `cost`.
    package let kind: String
    package let currency: Currency
    package let amount: Amount
    /// The first one given, where it was withdrawn before.
    package let reason: String
  }

  package static let act = Act.withdrawAdvance
  package var subject: String { reference }

  let reference: String
  let reason: String

  package init(_ reference: String, reason: String) {
    self.reference = reference
    self.reason = reason
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    try await asking.database { db in
      let (advance, reason) = try AdvanceWithdrawal(db).run(reference, reason: reason)
      return Answer(
        reference: advance.reference, payee: advance.payee, date: advance.date, kind: advance.kind.rawValue,
        currency: advance.currency, amount: advance.amount, reason: reason)
    }
  }
}
