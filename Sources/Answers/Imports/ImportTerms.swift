import Ingest
import Ledger
import Posting
import Store

/// Imports terms of payees. Those that would change what was withheld of closed periods are refused unless they are said to
/// correct it.
package protocol ImportTerms: UseCase where Answer == ImportAnswer {
  var file: ImportedFile { get }
  var manner: ImportManner { get }

  func write(_ read: ReferenceImport) throws -> ContractStore.PayeeChanges
}

extension ImportTerms {
  package var subject: String { file.name }

  package func answer(_ asking: some Asking) async throws -> ImportAnswer {
    let manner = manner
    return try await asking.atLength { db in
      let changes = try write(ReferenceImport(db))
      var answer = ImportAnswer(manner)
      answer.changes = changes.rows
      answer.closed = ClosedSum.all(.init(moved: changes.moved.map(\.change)))
      answer.needs_corrects_closed = !changes.moved.isEmpty
      answer.warnings = Self.warnings(changes.earningInSeveral)
      return answer
    }
  }

  private static func warnings(_ payees: [String]) -> [String]? {
    guard !payees.isEmpty else { return nil }
    let more = payees.count > 10 ? " and \(payees.count - 10) more" : ""
    return [
      "\(payees.prefix(10).joined(separator: ", "))\(more) may earn in several currencies, and the minimum is the same amount "
        + "in each: write 20 USD|2500 JPY"
    ]
  }
}

/// Imports payees with their terms.
package struct ImportPayees: ImportTerms {
  package static let act = Act.importPayees

  package let file: ImportedFile
  package let manner: ImportManner

  package init(_ file: ImportedFile, _ manner: ImportManner) {
    self.file = file
    self.manner = manner
  }

  package func write(_ read: ReferenceImport) throws -> ContractStore.PayeeChanges {
    try read.payees(
      path: file.path, called: file.name, correctsClosed: manner.correctsClosed, isDryRun: manner.isDryRun)
  }
}

/// Imports what is withheld of payees by country of sale.
package struct ImportWithholding: ImportTerms {
  package static let act = Act.importWithholding

  package let file: ImportedFile
  package let manner: ImportManner

  package init(_ file: ImportedFile, _ manner: ImportManner) {
    self.file = file
    self.manner = manner
  }

  package func write(_ read: ReferenceImport) throws -> ContractStore.PayeeChanges {
    try read.withholding(
      path: file.path, called: file.name, correctsClosed: manner.correctsClosed, isDryRun: manner.isDryRun)
  }
}
