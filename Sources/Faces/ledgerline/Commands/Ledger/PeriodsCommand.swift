import Answers
import ArgumentParser
import Money
import Plays
import Schemas
import Store

extension LedgerCommand {
  struct Periods: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Accounting periods, and which are closed.")
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      try await ask(Answers.Periods(), format) { answer in
        Table(
          columns: ["period", "status", "transactions", "closed by", "closed in spite of", "because", "opened again"],
          rows: answer.periods.map {
            [
              "\($0.period)", $0.status.rawValue, "\($0.transactions)", $0.closed_by_name ?? "",
              $0.blockers.joined(separator: "; "), $0.reason ?? "",
              $0.reopenings.map { "by \($0.reopened_by_name): \($0.reason)" }.joined(separator: "; "),
            ]
          },
          numeric: [2])
      }
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close an accounting period: settle every payee, and let no more entries in.",
      discussion: """
        Periods close in their order, each once it is over. What stands against closing is listed; with --reason the
        period is closed all the same, and both are recorded.
        """)

    @Argument(help: "The period, as 2026-10.") var period: Period
    @Option(help: "Why what stands against it does not matter.") var reason: String?
    @Option(help: "Plays without a rate that it may have.") var allowUnrated: Int64 = 0
    @Option(help: "Plays of unknown tracks that it may have.") var allowUnmatched: Int64 = 0

    @OptionGroup var person: Person

    func run() async throws {
      let closed = try await carryOut(
        ClosePeriod(period, allowUnrated: allowUnrated, allowUnmatched: allowUnmatched, reason: reason), as: person)
      Terminal.note("\(period) is closed; \(closed.settled) balances of payees were settled")
      for warning in closed.warnings ?? [] { Terminal.note("warning: \(warning)") }
    }
  }

  struct Reopen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open the latest closed period again: for a close that was an accident.",
      discussion: """
        It takes another than who closed it, while no statement of the period was issued and no payment is dated after
        it. Its settlements are reversed, on record; closing settles anew.
        """)

    @Argument(help: "The period, as 2026-10.") var period: Period
    @Option(help: "Why.") var reason: String

    @OptionGroup var person: Person

    func run() async throws {
      let opened = try await carryOut(ReopenPeriod(period, reason: reason), as: person)
      Terminal.note("\(period) is open again; \(opened.reversed) settlements were reversed")
    }
  }

  struct Suspense: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Money that waits for an exchange rate or an owner.")
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      try await ask(Answers.Suspense(), format) { answer in
        Table(
          columns: ["period", "account", "amount", "currency", "waits for"],
          rows: answer.waiting.map { ["\($0.period)", $0.account, "\($0.amount)", $0.currency.code, $0.waits_for] },
          numeric: [2])
      }
    }
  }

  struct PayeeBalance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "balance", abstract: "The balance that a payee has now: from gross to what is payable.",
      discussion: "To the last unit what a posting and a statement at this moment would give.")

    @Argument(help: "The payee's id.") var payee: String
    @Option(help: "The accounting period; this month's unless told.") var period: Period?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    private static let rows: [(String, any KeyPath<Balance.Figures.InCurrency, Amount> & Sendable)] = [
      ("gross", \.gross), ("fee", \.fee), ("net", \.net), ("share", \.share), ("adjustments", \.adjustments),
      ("reserve held", \.reserve_held), ("reserve released", \.reserve_released), ("recouped", \.recouped),
      ("unrecouped", \.unrecouped), ("withholding", \.withholding), ("opening", \.opening),
      ("payments", \.payments), ("closing", \.closing), ("expected", \.expected),
      ("payable", \.payable), ("carried forward", \.carried_forward),
    ]

    func run() async throws {
      try await ask(Balance(.payee, payee, period: period), format) { fresh in
        let answer = fresh.first
        return Table(
          columns: ["\(answer.payee) \(answer.period)"] + answer.balances.map(\.currency.code),
          rows: Self.rows.flatMap { name, amount in
            let row = [name] + answer.balances.map { "\($0[keyPath: amount])" }
            guard name == "share", answer.balances.contains(where: { $0.beside_plays != nil }) else { return [row] }
            return [row, ["of it beside plays"] + answer.balances.map { "\($0.beside_plays ?? .zero)" }]
          },
          numeric: Set(1..<max(answer.balances.count + 1, 2)))
      }
    }
  }
}
