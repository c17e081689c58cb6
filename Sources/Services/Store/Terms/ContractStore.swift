import Contracts
import Money
import Plays
import Postgres
import Refusals

/// Contracts and payees.
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

  /// A contract that got a version, and its terms before.
  package struct Written: Sendable {
    package let submission: Submission
    /// `nil` where it is new.
    package let before: Contract?
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
    ContractFile.Known(isScope: { try scopes(amongst: [$0]).contains($0) }, payee: payee)
  }

  /// Those of some scopes that the catalog has.
  package func scopes(amongst scopes: some Collection<Contract.Scope>) throws -> Set<Contract.Scope> {
    var ids: [String: [String: Contract.Scope]] = [:]
    for scope in scopes { ids[scope.parts.kind, default: [:]][scope.parts.id] = scope }
    var found: Set<Contract.Scope> = []
    for (kind, scopes) in ids {
      let asked = Value.texts(Array(scopes.keys))
      let statement: SQL =
        switch kind {
        case "track": "SELECT isrc FROM tracks WHERE isrc = ANY(\(asked))"
        case "album": "SELECT gtin FROM albums WHERE gtin = ANY(\(asked))"
        case "artist": "SELECT id FROM artists WHERE id = ANY(\(asked))"
        default: "SELECT id FROM labels WHERE id = ANY(\(asked))"
        }
      for row in try db.query(statement) { found.insert(scopes[row.text(0)]!) }
    }
    return found
  }

  /// Whom a name stands for, of those who have terms.
  package func payee(_ name: String) throws -> NamedPayee { try payees([name])[name]! }

  /// Whom each of some names stands for, of those who have terms.
  package func payees(_ names: some Collection<String>) throws -> [String: NamedPayee] {
    let named = try PartyStore(db).named(names)
    let parties = named.values.compactMap { if case .known(let party) = $0 { party } else { nil } }
    let payees = Set(
      try db.query("SELECT payee FROM payees WHERE payee = ANY(\(.texts(parties)))").map { $0.text(0) })
    return named.mapValues { if case .known(let party) = $0, !payees.contains(party) { .unknown } else { $0 } }
  }

  /// Adds a version of each contract that is new or reads otherwise than its last version, all or none.
  ///
  /// - Parameter beforeCommit: is given what got a version, when all is written; what it throws takes it back.
  /// - Returns: the contracts that got a new version.
  /// - Throws: `Refusal` for a scope that another contract covers from the same date, and for a contract that stands in
  ///   two files. That the names are known is checked where they are read, by `known`.
  package func write(
    _ submissions: [Submission], beforeCommit: ([Written]) throws -> Void = { _ in }
  ) throws -> [String] {
    try refuseTwice(submissions)
    return try db.transaction {
      try db.run(script: "LOCK TABLE contracts IN SHARE ROW EXCLUSIVE MODE")
      let recorded = Dictionary(
        try versions().map { ($0.contract.id, $0.contract) }, uniquingKeysWith: { _, later in later })
      // The same terms in other words are the same contract.
      let written = submissions.filter { recorded[$0.contract.id] != $0.contract }
      try insert(written)
      // When all are in, so that one contract may take over what another of them gives up.
      try refuseRivals(of: written)
      try refuseContinuations(of: written, recorded)
      try beforeCommit(written.map { Written(submission: $0, before: recorded[$0.contract.id]) })
      let ids = written.map(\.contract.id)
      if !ids.isEmpty { db.note("contracts \(ids.joined(separator: ", "))") }
      return ids
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

  private func refuseRivals(of submissions: [Submission]) throws {
    let rows = try db.query(
      """
      WITH latest AS (SELECT DISTINCT ON (contract) * FROM contracts ORDER BY contract, version DESC)
      SELECT l.contract, min(c.contract) FROM latest l JOIN latest c USING (scope_kind, scope_id, effective_from)
      WHERE l.contract = ANY(\(.texts(submissions.map(\.contract.id)))) AND c.contract <> l.contract GROUP BY 1
      """)
    let rivals = Dictionary(rows.map { ($0.text(0), $0.text(1)) }, uniquingKeysWith: { first, _ in first })
    for submission in submissions {
      let contract = submission.contract
      guard let rival = rivals[contract.id] else { continue }
      let (kind, id) = contract.covers.parts
      throw Refusal(
        description:
          "\(submission.file):\(submission.line): contract \(rival) covers \(kind) \(id) from \(contract.effectiveFrom) already. "
          + "Nothing was imported.")
    }
  }

  /// Adds the next version of each, in their order.
  private func insert(_ submissions: [Submission]) throws {
    let contracts = submissions.map(\.contract)
    let ids = contracts.map(\.id)
    let rows = try db.query(
      "SELECT contract, max(version) FROM contracts WHERE contract = ANY(\(.texts(ids))) GROUP BY 1")
    let last = Dictionary(rows.map { ($0.text(0), $0.int32(1)) }, uniquingKeysWith: max)
    let versions = ids.map { last[$0, default: 0] + 1 }
    try db.query(
      """
      INSERT INTO contracts
        (contract, version, digest, currency, effective_from, effective_to, scope_kind, scope_id, fee_percent,
          continues, fee_on_adjustments)
      SELECT contract, version, digest, currency, effective_from, CASE WHEN ends = 1 THEN effective_to END,
        scope_kind, scope_id, fee_percent, nullif(continues, ''), fee_on_adjustments = 1
      FROM unnest(
        \(.texts(ids)), \(.int32s(versions)), \(.bytesList(submissions.map(\.digest))),
        \(.texts(contracts.map(\.currency.code))), \(.dates(contracts.map(\.effectiveFrom.number))),
        \(.dates(contracts.map { ($0.effectiveTo ?? $0.effectiveFrom).number })),
        \(.int32s(contracts.map { $0.effectiveTo == nil ? 0 : 1 })), \(.texts(contracts.map(\.covers.parts.kind))),
        \(.texts(contracts.map(\.covers.parts.id))), \(.numerics(contracts.map(\.feePercent.pico))),
        \(.texts(contracts.map { $0.continues ?? "" })), \(.int32s(contracts.map { $0.feeOnAdjustments ? 1 : 0 }))
      ) WITH ORDINALITY AS c (contract, version, digest, currency, effective_from, effective_to, ends, scope_kind, scope_id,
        fee_percent, continues, fee_on_adjustments, place)
      ORDER BY place
      """)
    let shares = zip(contracts, versions).flatMap { contract, version in
      contract.shares.enumerated().map { (contract.id, version, Int32($0.offset), $0.element) }
    }
    try db.query(
      """
      INSERT INTO contract_shares (contract, version, ordinal, payee, percent)
      SELECT * FROM unnest(
        \(.texts(shares.map(\.0))), \(.int32s(shares.map(\.1))), \(.int32s(shares.map(\.2))),
        \(.texts(shares.map(\.3.payee))), \(.numerics(shares.map(\.3.percent.pico))))
      """)
  }
}
