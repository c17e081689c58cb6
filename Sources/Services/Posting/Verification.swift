import Earnings
import Ledger
import Money
import Plays
import Postgres
import Store

/// Proves the books: recomputes them from their entries, their lines and the plays, and says where they first differ.
package struct Verification {
  /// Counts of what was looked at, and the differences that were found.
  package struct Outcome: Sendable {
    package var transactions: Int64 = 0
    package var lines: Int64 = 0
    /// Tracks' months derived anew.
    package var derived: Int64 = 0
    /// Tracks' months that have changed since they were posted: they are left out.
    package var pending: Int64 = 0
    /// Records of the audit log in their chain.
    package var records: Int64 = 0
    /// Part of each chain that signatures cover; none where there are none, or no key to check them by.
    package var signed: [SignedHead.Chain: Cover] = [:]
    /// First difference of the books, one line for each proof that failed; empty where they hold.
    package var differences: [String] = []

    package var isProven: Bool { differences.isEmpty }
  }

  /// Since when, and up to where, a chain is covered by signatures.
  package struct Cover: Sendable {
    package let first: SignedHead
    package let last: SignedHead
  }

  private static let transactionsAtATime = 500
  private let db: Connection
  private let keys: [VerifyingKey]
  private let progress: (_ what: String, _ done: Int64, _ total: Int64) -> Void

  /// - Parameter keys: by which signatures are checked; without any they are left out.
  package init(
    _ db: Connection, keys: [VerifyingKey] = SignatureStore.processKeys.verifying,
    progress: @escaping (_ what: String, _ done: Int64, _ total: Int64) -> Void = { _, _, _ in }
  ) {
    self.db = db
    self.keys = keys
    self.progress = progress
  }

  /// Everything is read from one snapshot, so that it may run beside postings and ingest.
  package func run() throws -> Outcome {
    try Nodes(db).snapshot {
      var outcome = Outcome()
      // One difference for each proof: what follows from a broken link is broken too.
      let proofs: [(inout Outcome) throws -> String?] = [
        { try chain(&$0) }, { try lines(&$0) }, { try plays(&$0) },
        { _ in try SettlementStore(db).contradictions().first }, { _ in try SettlementProof(db).run() },
        { _ in try AcceptanceStore(db).contradiction() },
        { _ in try SettlementStore(db).reopeningContradictions().first },
        { _ in try StatementStore(db).contradictions().first }, { _ in try StatementStore(db).unsettled().first },
        { _ in try StatementDocumentStore(db).contradiction { progress("statements", $0, $1) } },
        { try records(&$0) }, { try signatures(&$0, .ledger) }, { try signatures(&$0, .audit) },
      ]
      for proof in proofs {
        do {
          if let difference = try proof(&outcome) { outcome.differences.append(difference) }
        } catch let lost as UnknownNumber {
          outcome.differences.append("\(lost)")
        }
      }
      return outcome
    }
  }

  /// The audit log: its chain.
  private func records(_ outcome: inout Outcome) throws -> String? {
    let (records, difference) = try AuditProof(db: db).run()
    outcome.records = records
    return difference
  }

  /// The signatures of a chain's ends, by keys that the database does not have.
  private func signatures(_ outcome: inout Outcome, _ chain: SignedHead.Chain) throws -> String? {
    guard !keys.isEmpty else { return nil }
    // Nothing was ever done: there is nothing to sign.
    let isEmpty = try chain == .ledger ? LedgerStore(db).head().number == 0 : AuditStore(db).head().position == 0
    guard !isEmpty else { return nil }
    let (cover, difference) = try SignatureProof(db: db, keys: keys).run(chain)
    outcome.signed[chain] = cover
    return difference
  }

  /// The chain: numbers without gaps, each digest that of the content and its predecessor, entries that balance.
  private func chain(_ outcome: inout Outcome) throws -> String? {
    let books = LedgerStore(db)
    let head = try books.head()
    var last = ChainLink.first
    while true {
      let page: [LedgerStore.Posted]
      do {
        page = try books.transactions(after: last.number, limit: Self.transactionsAtATime)
      } catch let refusal as Transaction.Refusal {
        return "after transaction \(last.number): \(refusal)"
      }
      for posted in page {
        guard posted.link.number == last.number + 1 else {
          return "transaction \(last.number + 1) is missing: \(posted.link.number) follows \(last.number)"
        }
        let digest = ChainLink.digest(
          of: posted.transaction, number: posted.link.number, recordedAt: posted.link.recordedAt, by: posted.actor,
          after: last.digest)
        guard digest == posted.link.digest else {
          return "transaction \(posted.link.number): its digest is not that of its content and its predecessor"
        }
        if let difference = try contradiction(posted) { return difference }
        last = posted.link
        outcome.transactions += 1
      }
      progress("chain", last.number, head.number)
      if page.isEmpty { break }
    }
    guard last.number == head.number, last.digest == head.digest else {
      return "the chain ends with transaction \(last.number), and its head says \(head.number)"
    }
    return nil
  }

  /// A contradiction in what a transaction says about itself.
  private func contradiction(_ posted: LedgerStore.Posted) throws -> String? {
    let (number, transaction) = (posted.link.number, posted.transaction)
    if transaction.evidence.lineCount == 0, transaction.kind == .royalties, !transaction.entries.isEmpty {
      return "transaction \(number): royalties that were posted for no lines"
    }
    guard let reversed = transaction.reverses else { return nil }
    let original = try LedgerStore(db).transaction(reversed)?.transaction
    guard original?.entries == transaction.entries.map({ Entry($0.account, $0.currency, -$0.amount) }) else {
      return "transaction \(number): it is not the opposite of \(reversed), which it reverses"
    }
    return nil
  }

  /// The lines: each transaction's entries, royalties and digest follow from its lines.
  private func lines(_ outcome: inout Outcome) throws -> String? {
    let (lines, difference) = try LinesProof(db: db) { progress("lines", $0, $1) }.run()
    outcome.lines = lines
    return difference
  }

  /// The plays: what is posted of every track's month is what derivation makes of its plays, by the versions that the
  /// month was last posted by.
  private func plays(_ outcome: inout Outcome) throws -> String? {
    let pending = PendingStore(db)
    for period in try pending.postedPeriods() {
      guard let watermark = try pending.watermark(period) else { continue }
      let inputs = try Inputs(db, period, watermark.versions)
      let changed = Set(try pending.tracks(period, before: nil, watermark.versions).map(\.number))
      let tracks = try pending.tracksWithPlays(period).filter { !changed.contains($0) && $0 != 0 }
      outcome.pending += Int64(changed.count)
      if !changed.contains(0),
        let line = try LinesNotOurs(db, period).difference(asOf: watermark.versions.reports).first
      {
        return "reported money that is not ours in \(period): the reports make \(line.figures.gross) "
          + "\(line.key.currency?.code ?? "") more than is posted"
      }
      let month = try MonthDerivation(db, period, by: [inputs], readsPostings: true)
      var difference: String?
      try month.forEachGroup(of: tracks) {
        progress("plays of \(period)", Int64($0), Int64($1))
      } _: { group in
        for track in group.tracks where difference == nil {
          difference = try track.difference(group.derivations[0]).first.map { try describe($0, track.track, month) }
        }
        outcome.derived += Int64(group.tracks.count)
      }
      if let difference { return difference }
    }
    return nil
  }

  private func describe(_ line: Line, _ track: PlayedTrack, _ month: MonthDerivation) throws -> String {
    let market = try month.market(of: line)
    return "track \(track.isrc) in \(month.period), \(market.platform) \(market.country) \(market.tier): "
      + "the plays make \(line.figures.plays) plays and "
      + "\(line.figures.gross) \(line.key.currency?.code ?? "unrated") gross, \(line.figures.converted) converted more "
      + "than is posted"
  }
}
