import Answers
import Ledger

extension Endpoint {
  /// Act that the audit log records; `nil` for what only reads.
  package var act: Act? { handle.act ?? Self.acts["\(method.rawValue) \(path)"] }

  private static let acts: [String: Act] = [
    "post /v1/statements": .issue,
    "post /v1/statement-schedules": .writeSchedule,
    "post /v1/statement-schedules/{id}/runs": .runSchedule,
    "post /v1/statement-schedules/{id}/pause": .pauseSchedule,
    "post /v1/statement-schedules/{id}/resume": .resumeSchedule,
    "delete /v1/statement-schedules/{id}": .removeSchedule,
    "post /v1/reconciliations": .takeReport,
    "post /v1/reconciliations/{id}/match": .matchReport,
    "post /v1/reconciliations/{id}/accept": .acceptReport,
    "post /v1/reconciliations/{id}/reject": .rejectReport,
    "post /v1/rate-tables": .publishRates,
    "post /v1/contracts": .importContracts,
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
    case .close, .reopen: .ledgerClose
    case .takeReport, .matchReport: .reportsWrite
    case .acceptReport, .rejectReport: .reportsAccept
    case .issue, .writeSchedule, .runSchedule, .pauseSchedule, .resumeSchedule, .removeSchedule: .statementsIssue
    case .publishRates, .importCatalog, .importFX, .importPayees, .importContracts, .importAdvances, .importPlays:
      .termsWrite
    case .makeToken, .revokeToken: .tokensWrite
    case .signIn, .failedSignIns, .export, .migrate: nil
    }
  }
}
