import Answers
import ArgumentParser
import Ledger
import Money
import Plays
import Posting
import Store
import Texts

extension LedgerCommand {
  struct Post: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Post what follows from the facts and is not in the books yet.",
      discussion: """
        It may be run anywhere, any time and any number of times: what is posted is not posted again, and one that is
        killed has posted nothing. Only what changed since the last posting is derived again.
        """)

    @Option(help: "Only this earning period, as 2026-10.") var period: Period?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    @OptionGroup var person: Person

    func run() async throws {
      let (period, format) = (period, format)
      try await Database.with(Settings.load(), Undertaking(.post, to: period?.description ?? "", as: person)) {
        database in
        let bar = ProgressBar("posting")
        let outcome = try PostingRun(database.connect(), today: .today) { period, done, total in
          bar.draw("\(period)", done: Int64(done), of: Int64(total), detail: "\(done) of \(total) tracks")
        }.run(period)
        bar.clear()
        if outcome.transactions.isEmpty { Terminal.note("nothing to post: the books are up to date") }
        try TransactionReport.report(outcome.transactions).print(format)
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "A transaction with its entries.")
    @Argument(help: "Its number.") var number: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      try await ask(OneTransaction(id: number), format, table: TransactionReport.entries)
    }
  }
}

/// Transactions as tables and JSON.
enum TransactionReport {
  struct Body: Encodable {
    struct Item: Encodable {
      let id: Int64
      let kind, accounting_date, reference: String
      let earning_period, cause, reason, versions: String?
      let reverses, reversed_by: Int64?
      let lines: Int64
      let digest: String
      let actor, actor_name: String?
    }
    let transactions: [Item]
  }

  static func item(_ posted: LedgerStore.Posted) -> Body.Item {
    let transaction = posted.transaction
    return Body.Item(
      id: posted.link.number, kind: transaction.kind.rawValue, accounting_date: "\(transaction.accountingDate)",
      reference: transaction.reference, earning_period: transaction.earningPeriod?.description,
      cause: transaction.cause?.rawValue, reason: transaction.reason, versions: transaction.versions?.description,
      reverses: transaction.reverses, reversed_by: posted.reversedBy, lines: transaction.evidence.lineCount,
      digest: posted.link.digest.hex, actor: posted.actor?.id, actor_name: posted.actor?.name)
  }

  static func report(_ all: [LedgerStore.Posted]) -> Report<Body> {
    Report(
      columns: ["id", "kind", "date", "earned in", "cause", "lines", "entries", "by", "reference"],
      rows: all.map { posted in
        let transaction = posted.transaction
        return [
          "\(posted.link.number)", transaction.kind.rawValue, "\(transaction.accountingDate)",
          transaction.earningPeriod?.description ?? "", transaction.cause?.rawValue ?? "",
          "\(transaction.evidence.lineCount)", "\(transaction.entries.count)", posted.actor?.name ?? "",
          transaction.reference,
        ]
      },
      numeric: [0, 5, 6], json: Body(transactions: all.map(item)))
  }

  @Sendable static func entries(_ posted: PostedAnswer) -> Table {
    Table(
      columns: ["account", "currency", "debit", "credit"],
      rows: posted.entries.map { entry in
        [
          entry.account, entry.currency.code, entry.amount > .zero ? "\(entry.amount)" : "",
          entry.amount < .zero ? "\(-entry.amount)" : "",
        ]
      },
      numeric: [2, 3])
  }
}
