import ArgumentParser
import Foundation
import Ledger
import Money
import Plays
import Posting
import Postgres
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
    @Option(help: "Only what was recorded by this time, as 2026-11-01T00:00:00Z.") var recordedBy: Instant?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      struct Account: Encodable {
        let account, currency, debits, credits, balance: String
      }
      let accounts: [Account]
    }

    func run() async throws {
      let (asOf, format) = (
        AccountStore.AsOf(recordedAt: recordedBy?.microseconds, accountingDate: asOf), format
      )
      try await Database.with(Settings.load()) { database in
        let balances = try AccountStore(database.connect()).balances(asOf)
        try Report(
          columns: ["account", "currency", "debits", "credits", "balance"],
          rows: balances.map { [$0.account, $0.currency, "\($0.debits)", "\($0.credits)", "\($0.balance)"] },
          numeric: [2, 3, 4],
          json: Body(
            accounts: balances.map {
              Body.Account(
                account: $0.account, currency: $0.currency, debits: "\($0.debits)", credits: "\($0.credits)",
                balance: "\($0.balance)")
            })
        ).print(format)
      }
    }
  }

  struct AccountEntries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "account", abstract: "An account's entries with the running balance.")

    @Argument(help: "The account's code, as payee:art-000:estimated.") var account: String
    @Option(help: "Only this currency.") var currency: String?
    @Option(help: "Only what is dated up to this day.") var asOf: Day?
    @Option(help: "Only what was recorded by this time, as 2026-11-01T00:00:00Z.") var recordedBy: Instant?
    @Option(help: "Entries at most.") var limit = 1_000
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      struct Entry: Encodable {
        let transaction: Int64
        let date, kind, reference, currency, amount, balance: String
        let earning_period, cause: String?
      }
      let account: String
      let entries: [Entry]
    }

    func run() async throws {
      let (account, currency, limit, format) = (account, currency, limit, format)
      guard Account(code: account) != nil else {
        throw Failure("there is no account \"\(account)\": the accounts are \(Account.chart)")
      }
      let asOf = AccountStore.AsOf(recordedAt: recordedBy?.microseconds, accountingDate: asOf)
      try await Database.with(Settings.load()) { database in
        let entries = try AccountStore(database.connect())
          .entries(account, currency: currency, asOf, after: nil, limit: limit)
        try Report(
          columns: ["transaction", "date", "kind", "earned in", "cause", "amount", "balance", "currency"],
          rows: entries.map {
            [
              "\($0.transaction)", "\($0.accountingDate)", $0.kind, $0.earningPeriod?.description ?? "",
              $0.cause ?? "", "\($0.amount)", "\($0.runningBalance)", $0.currency,
            ]
          },
          numeric: [0, 5, 6],
          json: Body(
            account: account,
            entries: entries.map {
              Body.Entry(
                transaction: $0.transaction, date: "\($0.accountingDate)", kind: $0.kind, reference: $0.reference,
                currency: $0.currency, amount: "\($0.amount)", balance: "\($0.runningBalance)",
                earning_period: $0.earningPeriod?.description, cause: $0.cause)
            })
        ).print(format)
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

    /// Since which transaction or record a chain is covered by signatures, and up to which.
    struct Signed: Encodable {
      let since, until: Int64
      let since_time, until_time: String

      init(_ cover: Verification.Cover) {
        func time(_ microseconds: Int64) -> String {
          Date(timeIntervalSince1970: Double(microseconds / 1_000_000)).formatted(.iso8601)
        }
        since = cover.first.number
        until = cover.last.number
        since_time = time(cover.first.signedAt)
        until_time = time(cover.last.signedAt)
      }
    }

    struct Body: Encodable {
      let ok: Bool
      let transactions, lines, derived, pending, records: Int64
      let signed: [String: Signed]
      let differences: [String]
    }

    func run() async throws {
      let format = format
      let isProven = try await Database.with(Settings.load()) { database in
        let bar = ProgressBar("verifying")
        let outcome = try Verification(database.connect()) { what, done, total in
          bar.draw(what, done: done, of: total, detail: "\(done)")
        }.run()
        bar.clear()
        let signed = Dictionary(uniqueKeysWithValues: outcome.signed.map { ($0.key.rawValue, Signed($0.value)) })
        try Report(
          columns: ["what", "count"],
          rows: [
            ["transactions in the chain", "\(outcome.transactions)"],
            ["lines they were posted for", "\(outcome.lines)"],
            ["tracks' months derived again", "\(outcome.derived)"],
            ["left out: changed since they were posted", "\(outcome.pending)"],
            ["records of the audit log", "\(outcome.records)"],
            ["differences", "\(outcome.differences.count)"],
          ], numeric: [1],
          json: Body(
            ok: outcome.isProven, transactions: outcome.transactions, lines: outcome.lines, derived: outcome.derived,
            pending: outcome.pending, records: outcome.records, signed: signed, differences: outcome.differences)
        ).print(format)
        for (chain, cover) in signed.sorted(by: { $0.key < $1.key }) {
          Terminal.note(
            "the \(chain) is covered by signatures since \(cover.since), signed at \(cover.since_time), up to "
              + "\(cover.until), signed at \(cover.until_time)")
        }
        if signed.isEmpty {
          Terminal.note("no signature was checked: give the public key in LEDGERLINE_PUBLIC_KEYS")
        }
        for difference in outcome.differences { Terminal.note(difference) }
        return outcome.isProven
      }
      if !isProven { throw ExitCode(1) }
    }
  }
}

/// A time, as RFC 3339 writes it, from 1970 to 9999.
struct Instant: ExpressibleByArgument {
  /// Since 1970.
  let microseconds: Int64

  init?(argument: String) {
    guard let time = Timestamp.microseconds(argument) else { return nil }
    microseconds = time
  }
}
