/// An act that the audit log records, by its name in the log.
package enum Act: String, Sendable, CaseIterable {
  case signIn = "sign_in"
  /// Tokens that nobody has, from one address: one record for all of a minute.
  case failedSignIns = "sign_in.failed"
  case importCatalog = "import.catalog"
  case importFX = "import.fx"
  case importPayees = "import.payees"
  case importContracts = "import.contracts"
  case importAdvances = "import.advances"
  case importPlays = "import.plays"
  case publishRates = "rates.publish"
  case begin = "ledger.begin"
  case post = "ledger.post"
  case record = "ledger.record"
  case reverse = "ledger.reverse"
  case receipt = "ledger.receipt"
  case payment = "ledger.payment"
  case close = "ledger.close"
  case reopen = "ledger.reopen"
  case takeReport = "report.take"
  case matchReport = "report.match"
  case acceptReport = "report.accept"
  case rejectReport = "report.reject"
  case withdrawReport = "report.withdraw"
  case relateReport = "report.relate"
  case issue = "statement.issue"
  case writeSchedule = "schedule.write"
  case runSchedule = "schedule.run"
  case pauseSchedule = "schedule.pause"
  case resumeSchedule = "schedule.resume"
  case removeSchedule = "schedule.remove"
  case makeToken = "token.make"
  case revokeToken = "token.revoke"
  /// A document or a table leaves as a file.
  case export
  case migrate
}
