import Answers
import ArgumentParser
import Money
import Plays
import Schemas
import Store

extension LedgerCommand {
  struct TrialBalance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Every account with its balance; each currency's come to zero.",
      discussion: """
        --as-of asks what the books now say of a day; --recorded-by asks what they said at a time. Debits are positive,
        credits negative.
        """)

    @Option(help: "Only what is dated up to this day.") var asOf: Day?
    @Option(help: "Only what was recorded by this time, as 2026-11-01T00:00:00Z.") var recordedBy: Time?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      let asOf = AccountStore.AsOf(recordedAt: recordedBy?.microseconds, accountingDate: asOf)
      try await ask(Answers.TrialBalance(asOf: asOf), format) { answer in
        Table(
          columns: ["account", "currency", "debits", "credits", "balance"],
          rows: answer.accounts.map { [$0.account, $0.currency, "\($0.debits)", "\($0.credits)", "\($0.balance)"] },
          numeric: [2, 3, 4])
      }
    }
  }

  struct AccountEntries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "account", abstract: "An account's entries with the running balance.")

    @Argument(help: "The account's code, as payee:art-000:estimated.") var account: String
    @Option(help: "Only this currency.") var currency: Currency?
    @Option(help: "Only what is dated up to this day.") var asOf: Day?
    @Option(help: "Only what was recorded by this time, as 2026-11-01T00:00:00Z.") var recordedBy: Time?
    @Option(help: "Entries at most.") var limit = 1_000
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      let asOf = AccountStore.AsOf(recordedAt: recordedBy?.microseconds, accountingDate: asOf)
      try await ask(
        Answers.AccountEntries(account: account, currency: currency, asOf: asOf, limit: limit), format
      ) { answer in
        Table(
          columns: ["transaction", "date", "kind", "earned in", "cause", "amount", "balance", "currency"],
          rows: answer.entries.map {
            [
              "\($0.transaction)", "\($0.date)", $0.kind, $0.earning_period?.description ?? "", $0.cause ?? "",
              "\($0.amount)", "\($0.balance)", $0.currency,
            ]
          },
          numeric: [0, 5, 6])
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prove the books: recompute them from their entries, their lines and the plays.",
      discussion: """
        Recomputes the chain of digests, the entries from the lines they were posted for, the lines from the plays, and
        the settlements from the balances, and says where each first differs. Exit code 1 where one does.
        """)

    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      let proof = try await ask(BooksProof(), format, progress: "verifying") { proof in
        Table(
          columns: ["what", "count"],
          rows: [
            ["transactions in the chain", "\(proof.transactions)"],
            ["lines they were posted for", "\(proof.lines)"],
            ["tracks' months derived again", "\(proof.derived)"],
            ["left out: changed since they were posted", "\(proof.pending)"],
            ["records of the audit log", "\(proof.records)"],
            ["differences", "\(proof.differences.count)"],
          ], numeric: [1])
      }
      let covers = [("audit", proof.signed.audit), ("ledger", proof.signed.ledger)].compactMap { name, cover in
        cover.map { (name: name, cover: $0) }
      }
      for (chain, cover) in covers {
        Terminal.note(
          "the \(chain) is covered by signatures since \(cover.since), signed at \(cover.since_time.spelling), up to "
            + "\(cover.until), signed at \(cover.until_time.spelling)")
      }
      if covers.isEmpty {
        Terminal.note("no signature was checked: give the public key in LEDGERLINE_PUBLIC_KEYS")
      }
      for difference in proof.differences { Terminal.note(difference) }
      if !proof.ok { throw ExitCode(1) }
    }
  }
}

extension Time: ExpressibleByArgument {
  package init?(argument: String) { self.init(spelling: argument) }
}
