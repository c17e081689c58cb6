import Answers
import Ledger

extension Endpoint {
  /// Act that the audit log records; `nil` for what only reads.
  package var act: Act? { handle.act ?? Self.acts["\(method.rawValue) \(path)"] }

  private static let acts: [String: Act] = [
    "post /v1/reconciliations": .takeReport,
    "post /v1/tokens": .makeToken,
    "delete /v1/tokens/{id}": .revokeToken,
  ]
}

extension Act {
  /// Scope that a token needs for it; `nil` if any token will do.
  package var scope: Scope? {
    switch self {
    case .post: .ledgerPost
    case .record, .reverse, .receipt: .ledgerRecord
    case .payment: .ledgerPay
    case .begin, .close, .reopen: .ledgerClose
    case .takeReport, .matchReport, .relateReport, .expectStatements, .writeFormat, .removeFormat: .reportsWrite
    case .acceptReport, .rejectReport, .withdrawReport, .decideName: .reportsAccept
    case .issue, .writeSchedule, .runSchedule, .pauseSchedule, .resumeSchedule, .removeSchedule: .statementsIssue
    case .publishRates, .importCatalog, .importFX, .importPayees, .importWithholding, .importContracts, .importAdvances,
      .withdrawAdvance, .importPlays, .withdrawPlays, .replayQuarantine:
      .termsWrite
    case .makeToken, .revokeToken: .tokensWrite
    case .signIn, .failedSignIns, .export, .migrate: nil
    }
  }
}
