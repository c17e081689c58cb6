import Answers
import ArgumentParser
import Ledger
import Money
import Plays

extension LedgerCommand {
  struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record a transaction by hand, with a reason.",
      discussion: """
        Debits and credits come to the same in each currency:
          ledgerline ledger record --reason "goodwill" --debit "fee:distribution 10 USD" --credit "payee:art-000:payable 10 USD"

        The accounts are \(Account.chart).
        """)

    @Option(help: "The day, as 2026-10-31; today unless told.") var date: Day?
    @Option(help: "Why.") var reason: String
    @Option(help: "Stands for this transaction and no other; made up unless told.") var reference: String?
    @Option(help: "An account, an amount above zero and a currency; again for more.") var debit: [Side] = []
    @Option(help: "The same, on the other side.") var credit: [Side] = []
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    @OptionGroup var person: Person

    func run() async throws {
      let entries =
        debit.map { Entry($0.account, $0.money.currency, $0.money.amount) }
        + credit.map { Entry($0.account, $0.money.currency, -$0.money.amount) }
      try await book(
        RecordTransaction(date: date, reason: reason, reference: reference, entries: entries), as: person, format)
    }
  }

  struct Reverse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a transaction back, once, by one with the opposite entries.",
      discussion: "What the engine posted is looked at again, and posted again where it still follows from the facts.")

    @Argument(help: "The transaction's number.") var number: Int64
    @Option(help: "Why.") var reason: String
    @Option(help: "The day of the reversal; the transaction's own unless told, or the first open one.") var date: Day?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    @OptionGroup var person: Person

    func run() async throws {
      try await book(ReverseTransaction(number: number, reason: reason, date: date), as: person, format)
    }
  }

  struct Receipt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record money that a platform paid.",
      discussion: """
        Where the platform says what it is for, say it too: a report, or a period. The rest pays what is oldest.
        `ledgerline reconcile receivables` shows what remains.
        """)

    @Argument(help: "The platform.") var platform: String
    @Argument(help: "What came in, as \"12.50 USD\".") var money: Money
    @Option(help: "The bank's reference.") var reference: String
    @Option(help: "The number of the accepted report that it is for.") var report: Int32?
    @Option(help: "The period that it is for, as 2026-10.") var period: Period?
    @Option(help: "The day it came in; today unless told.") var date: Day?
    @Option(help: "Why it is right although the report is in another currency.") var reason: String?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    @OptionGroup var person: Person

    func run() async throws {
      try await book(
        RecordReceipt(
          platform: platform, amount: money.amount, currency: money.currency, date: date, reference: reference,
          report: report, period: period, reason: reason), as: person, format)
    }
  }

  struct Payment: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record money that was paid to a payee.",
      discussion: "More than is payable by the last close, and a currency never earned, need a reason, which is kept.")

    @Argument(help: "The payee.") var payee: String
    @Argument(help: "What was paid, as \"12.50 USD\".") var money: Money
    @Option(help: "The bank's reference.") var reference: String
    @Option(help: "The day it was paid; today unless told.") var date: Day?
    @Option(help: "Why it is right although it is more than is payable, or in another currency.") var reason: String?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    @OptionGroup var person: Person

    func run() async throws {
      try await book(
        RecordPayment(
          payee: payee, amount: money.amount, currency: money.currency, date: date, reference: reference,
          reason: reason), as: person, format)
    }
  }
}

/// Records one thing and prints the transaction.
private func book<Case: UseCase>(
  _ useCase: Case, as person: Person, _ format: ResultFormat
) async throws where Case.Answer == PostedAnswer {
  let posted = try await carryOut(useCase, as: person, format, table: TransactionTable.entries)
  Terminal.note("transaction \(posted.transaction.id), \(posted.transaction.reference)")
}
