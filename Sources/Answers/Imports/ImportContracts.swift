import Contracts
import Ingest
import Ledger
import Plays
import Posting
import Postgres
import Store

/// Imports contracts: a folder of files, or one.
package struct ImportContracts: UseCase {
  package static let act = Act.importContracts
  package var subject: String { path }

  let path: String
  let manner: ImportManner

  package init(path: String, _ manner: ImportManner) {
    self.path = path
    self.manner = manner
  }

  package func answer(_ asking: some Asking) async throws -> PublishedAnswer {
    let (path, manner) = (path, manner)
    return try await asking.atLength { db in
      try manner.contracts(from: path, in: db) { _ = try ReferenceImport(db).contracts(path: path, beforeCommit: $0) }
    }
  }
}

extension ImportManner {
  /// Writes contracts, judged by what they change in closed periods.
  ///
  /// - Parameter write: hands over what got a version, before it is committed.
  func contracts(
    from source: String, in db: Connection,
    _ write: (_ beforeCommit: ([ContractStore.Written]) throws -> Void) throws -> Void
  ) throws -> PublishedAnswer {
    var answer = PublishedAnswer(self)
    try run {
      try write { written in
        answer.published = written.map(\.submission.contract.id)
        let periods = ClosedPeriods(db)
        try judge(
          try periods.changes(by: .contracts, added: written.count), .contracts, from: source,
          cause: try periods.lost(by: written).map(Self.sentence).joined(separator: "\n"),
          advice: "Terms that hold from a day on are a contract of their own: leave the old one as it is but for an "
            + "`effective_to`, and give the new terms another id and `continues: \(Self.example(written))`.", in: db
        ) { answer.tell($0, needsConsent: $1) }
      }
    }
    return answer
  }

  private static func example(_ written: [ContractStore.Written]) -> String {
    written.first { $0.before != nil }?.submission.contract.id ?? "OLD-ID"
  }

  private static func sentence(_ lost: ClosedPeriods.Lost) -> String {
    let (submission, days) = (lost.written.submission, lost.days)
    let id = submission.contract.id
    let from = submission.contract.effectiveFrom
    return "\(submission.file):\(submission.line): contract \(id) would no longer cover \(days.lowerBound) to "
      + "\(days.upperBound), days of closed periods which it covered."
      + (from > days.lowerBound
        ? " If its terms change on \(from), give \(id) an `effective_to` of \(from.advanced(by: -1)) instead, and the new "
          + "terms an id of their own with `continues: \(id)`." : "")
  }
}
