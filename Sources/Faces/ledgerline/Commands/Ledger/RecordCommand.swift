import Answers
import ArgumentParser
import Ledger
import Money
import Plays
import Posting
import Store

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
      let (date, reason, reference, format) = (date ?? .today, reason, reference, format)
      let entries =
        debit.map { Entry($0.account, $0.money.currency, $0.money.amount) }
        + credit.map { Entry($0.account, $0.money.currency, -$0.money.amount) }
      try await book(Undertaking(.record, to: reference ?? "", as: person), format) {
        try $0.record(date: date, reason: reason, reference: reference, entries: entries)
      }
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
      let (number, reason, date, format) = (number, reason, date, format)
      try await book(Undertaking(.reverse, to: "\(number)", as: person), format) {
        try $0.reverse(number, reason: reason, date: date)
      }
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
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      if report != nil, period != nil {
        throw ValidationError("a receipt is for a report or for a period: give one of --report and --period")
      }
    }

    @OptionGroup var person: Person

    func run() async throws {
      let (platform, money, reference, date, format) = (platform, money, reference, date ?? .today, format)
      let purpose = report.map { ReceivableStore.Purpose.report($0) } ?? period.map { .period($0) }
      try await book(Undertaking(.receipt, to: platform, as: person), format) {
        try $0.receipt(
          platform: platform, money.amount, money.currency, date: date, reference: reference, for: purpose)
      }
    }
  }

  struct Payment: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Record money that was paid to a payee.")

    @Argument(help: "The payee.") var payee: String
    @Argument(help: "What was paid, as \"12.50 USD\".") var money: Money
    @Option(help: "The bank's reference.") var reference: String
    @Option(help: "The day it was paid; today unless told.") var date: Day?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    @OptionGroup var person: Person

    func run() async throws {
      let (payee, money, reference, date, format) = (payee, money, reference, date ?? .today, format)
      try await book(
        Undertaking(
          .payment, to: payee, as: person,
          content: [
            "payee": payee, "amount": "\(money.amount)", "currency": money.currency.code, "date": "\(date)",
            "reference": reference,
          ]), format
      ) {
        try $0.payment(payee: payee, money.amount, money.currency, date: date, reference: reference)
      }
    }
  }
}

/// Records one thing and prints the transaction.
private func book(
  _ undertaking: Undertaking, _ format: ResultFormat,
  _ body: @escaping @Sendable (Bookkeeping) throws -> LedgerStore.Posted
) async throws {
  try await Database.with(Settings.load(), undertaking) { database in
    let posted = try body(Bookkeeping(database.connect(), today: .today))
    Terminal.note("transaction \(posted.link.number), \(posted.transaction.reference)")
    let answer = PostedAnswer(posted)
    try TransactionReport.entries(answer).print(format, json: answer)
  }
}
