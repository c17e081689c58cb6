import Contracts
import Money
import Plays
import Postgres
import Refusals

/// Contracts, payees and advances.
package struct ContractStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Something that contradicts what is on record. Nothing was imported.
  package struct Refusal: Refusals.Refusal {
    package var refusal: RefusalKind { .content }
    package let description: String
  }

  /// A contract with the SHA-256 of its file, and where it stands: for errors.
  package struct Submission: Sendable {
    package let contract: Contract
    package let file: String
    /// The line of what it covers.
    package let line: Int
    package let digest: [UInt8]

    package init(contract: Contract, file: String, line: Int, digest: [UInt8]) {
      self.contract = contract
      self.file = file
      self.line = line
      self.digest = digest
    }
  }

  /// Names that contracts may use, as the database has them.
  package var known: ContractFile.Known {
    ContractFile.Known(
      isScope: { scope in
        let id = scope.parts.id
        return switch scope {
        case .track: try exists("tracks", "isrc", id)
        case .album: try exists("albums", "gtin", id)
        case .artist: try exists("artists", "id", id)
        case .label: try exists("labels", "id", id)
        }
      }, payee: payee)
  }

  /// Whom a name stands for, of those who have terms.
  package func payee(_ name: String) throws -> NamedPayee {
    let named = try PartyStore(db).named(name)
    guard case .known(let party) = named else { return named }
    return try exists("payees", "payee", party) ? named : .unknown
  }

  /// - Returns: how many payees were new or changed.
  package func write(_ payees: [Payee]) throws -> Int {
    try db.transaction {
      let changed = try payees.reduce(0) { count, payee in
        count
          + (try db.query(
            """
            INSERT INTO payees AS p
            VALUES (\(payee.id), \(payee.name), \(.numeric(payee.minimumPayout.pico)),
              \(.numeric(payee.reservePercent.pico)), \(Int32(payee.reserveReleaseAfter)),
              \(.numeric(payee.withholdingPercent.pico)))
            ON CONFLICT (payee) DO UPDATE SET
              name = excluded.name, minimum_payout = excluded.minimum_payout,
              reserve_percent = excluded.reserve_percent, reserve_release_after = excluded.reserve_release_after,
              withholding_percent = excluded.withholding_percent
            WHERE (p.*) IS DISTINCT FROM (excluded.*)
            """
          ).affected)
      }
      if changed > 0 { db.note("\(changed) payees") }
      return changed
    }
  }

  /// Adds a version of each contract that is new or reads otherwise than its last version, all or none.
  ///
  /// - Returns: the contracts that got a new version.
  /// - Throws: `Refusal` for a scope that another contract covers from the same date, and for a contract that stands in
  ///   two files. That the names are known is checked where they are read, by `known`.
  package func write(_ submissions: [Submission]) throws -> [String] {
    try refuseTwice(submissions)
    return try db.transaction {
      try db.run(script: "LOCK TABLE contracts IN SHARE ROW EXCLUSIVE MODE")
      var written: [Submission] = []
      let recorded = Dictionary(
        try versions().map { ($0.contract.id, $0.contract) }, uniquingKeysWith: { _, later in later })
      for submission in submissions {
        let contract = submission.contract
        // The same terms in other words are the same contract.
        guard recorded[contract.id] != contract else { continue }
        let last = try db.query("SELECT max(version) FROM contracts WHERE contract = \(contract.id)")[0].optionalInt(0)
        try insert(contract, version: Int32(last ?? 0) + 1, submission.digest)
        written.append(submission)
      }
      // When all are in, so that one contract may take over what another of them gives up.
      for submission in written { try refuseRival(of: submission) }
      let ids = written.map(\.contract.id)
      if !ids.isEmpty { db.note("contracts \(ids.joined(separator: ", "))") }
      return ids
    }
  }

  /// - Returns: how many were new.
  /// - Throws: `Refusal` for a reference that stands for another advance.
  package func write(_ advances: [Advance]) throws -> Int {
    try db.transaction {
      let new = try advances.reduce(0) { count, advance in
        let added = try db.query(
          """
          INSERT INTO advances (reference, payee, date, kind, currency, amount)
          VALUES (\(advance.reference), \(advance.payee), \(.date(advance.date.number)), \(advance.kind.rawValue),
            \(advance.currency.code), \(.numeric(advance.amount.pico)))
          ON CONFLICT (reference) DO NOTHING
          """
        ).affected
        if added == 0 {
          let same = try db.query(
            """
            SELECT FROM advances WHERE reference = \(advance.reference) AND payee = \(advance.payee)
              AND date = \(.date(advance.date.number)) AND kind = \(advance.kind.rawValue)
              AND currency = \(advance.currency.code) AND amount = \(.numeric(advance.amount.pico))
            """)
          guard !same.isEmpty else {
            throw Refusal(
              description: "reference \(advance.reference) is on record with other figures; "
                + "a correction is a new reference. Nothing was imported.")
          }
        }
        return count + added
      }
      if new > 0 { db.note("\(new) advances") }
      return new
    }
  }

  /// Refuses two versions in one import: the later of them would be a matter of their files' names.
  private func refuseTwice(_ submissions: [Submission]) throws(Refusal) {
    var files: [String: String] = [:]
    for submission in submissions {
      if let other = files.updateValue(submission.file, forKey: submission.contract.id) {
        throw Refusal(
          description:
            "\(submission.file): contract \(submission.contract.id) stands in \(other) too: keep one of them, "
            + "or import one after the other. Nothing was imported.")
      }
    }
  }

  private func refuseRival(of submission: Submission) throws {
    let contract = submission.contract
    let (kind, id) = contract.covers.parts
    let rival = try db.query(
      """
      SELECT c.contract FROM contracts c
      WHERE c.scope_kind = \(kind) AND c.scope_id = \(id) AND c.effective_from = \(.date(contract.effectiveFrom.number))
        AND c.contract <> \(contract.id)
        AND c.version = (SELECT max(version) FROM contracts l WHERE l.contract = c.contract)
      """
    ).first
    if let rival {
      throw Refusal(
        description:
          "\(submission.file):\(submission.line): contract \(rival.text(0)) covers \(kind) \(id) from \(contract.effectiveFrom) already. "
          + "Nothing was imported.")
    }
  }

  private func insert(_ contract: Contract, version: Int32, _ digest: [UInt8]) throws {
    let (kind, id) = contract.covers.parts
    try db.query(
      """
      INSERT INTO contracts
        (contract, version, digest, currency, effective_from, effective_to, scope_kind, scope_id, fee_percent)
      VALUES (\(contract.id), \(version), \(.bytes(digest)), \(contract.currency.code),
        \(.date(contract.effectiveFrom.number)), \(contract.effectiveTo.map { Value.date($0.number) } ?? .null),
        \(kind), \(id), \(.numeric(contract.feePercent.pico)))
      """)
    for (ordinal, share) in contract.shares.enumerated() {
      try db.query(
        """
        INSERT INTO contract_shares (contract, version, ordinal, payee, percent)
        VALUES (\(contract.id), \(version), \(Int32(ordinal)), \(share.payee), \(.numeric(share.percent.pico)))
        """)
    }
  }

  private func exists(_ table: StaticString, _ column: StaticString, _ id: String) throws -> Bool {
    let sql = SQL(stringLiteral: "SELECT FROM \(table) WHERE \(column) = ") + "\(id)"
    return try !db.query(sql).isEmpty
  }
}
