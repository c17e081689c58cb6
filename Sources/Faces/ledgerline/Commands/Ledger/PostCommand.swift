import Answers
import ArgumentParser
import Money
import Plays

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
      let posted = try await carryOut(
        PostDifferences(period: period), as: person, format, progress: "posting", table: TransactionTable.headings)
      if posted.transactions.isEmpty { Terminal.note("nothing to post: the books are up to date") }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "A transaction with its entries.")
    @Argument(help: "Its number.") var number: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      try await ask(OneTransaction(id: number), format, table: TransactionTable.entries)
    }
  }
}

/// Transactions as tables.
enum TransactionTable {
  @Sendable static func headings(_ posted: Transactions.Answer) -> Table {
    Table(
      columns: ["id", "kind", "date", "earned in", "cause", "lines", "by", "reference"],
      rows: posted.transactions.map {
        [
          "\($0.id)", $0.kind, "\($0.accounting_date)", $0.earning_period?.description ?? "", $0.cause ?? "",
          "\($0.lines)", $0.actor_name ?? "", $0.reference,
        ]
      },
      numeric: [0, 5])
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
