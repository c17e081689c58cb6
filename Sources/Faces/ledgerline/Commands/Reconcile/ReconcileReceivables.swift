import Answers
import ArgumentParser
import Money
import Plays
import Reconciliation

extension ReconcileCommand {
  struct Receivables: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What platforms owe by accepted reports, what came in, and for how long the rest has been due.",
      discussion: """
        Each report's month three ways: plays x rate, report, money. A receipt pays the report or the period that it
        names, and with what it has left the oldest. Below the reports stand what remains by age, what came in and
        belongs to no report (unapplied), and what the books have: on platform:<p>:accrued under estimated, on
        platform:<p>:reported under remaining.
        """)

    @Option(help: "Only this platform.") var platform: String?
    @Option(name: .customLong("as-of"), help: "The day of the ages; today unless told.") var asOf: Day?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      let answer = try await ask(Answers.Receivables(platform: platform, asOf: asOf), format) { answer in
        Table(
          columns: [
            "platform", "currency", "report", "period", "estimated", "reported", "received", "remaining", "age",
            "bucket",
          ],
          rows: answer.balances.flatMap(Self.rows), numeric: Set(4...8))
      }
      if answer.balances.isEmpty {
        Terminal.note("no report was accepted by \(answer.as_of), and no platform has paid")
      }
      for balance in answer.balances where balance.not_in_books != .zero {
        Terminal.note(
          "\(balance.platform) in \(balance.currency): \(balance.not_in_books) is not on platform:\(balance.platform)"
            + ":reported, by reports that are not posted yet or entries by hand")
      }
    }

    private static func rows(_ balance: Answers.Receivables.Answer.Balance) -> [[String]] {
      func row(_ report: String, _ cells: String...) -> [String] {
        [balance.platform, balance.currency.code, report] + cells
      }
      var rows = balance.items.map {
        row(
          $0.reconciliation,
          $0.statement == $0.period ? "\($0.period)" : "\($0.period), statement of \($0.statement)",
          $0.estimated.map { "\($0)" } ?? "", "\($0.reported)", "\($0.received)",
          "\($0.remaining)", "\($0.age_days)", $0.bucket.rawValue)
      }
      for bucket in AgeBucket.allCases.map(\.rawValue) {
        if let sum = balance.buckets[bucket], sum != .zero {
          rows.append(row("total", "", "", "", "", "\(sum)", "", bucket))
        }
      }
      rows.append(
        row("total", "", "", "\(balance.reported)", "\(balance.received)", "\(balance.remaining)", "", "all"))
      rows.append(row("unapplied", "", "", "", "", "\(balance.unapplied)", "", ""))
      rows.append(row("books", "", "\(balance.accrued)", "", "", "\(balance.in_books)", "", ""))
      return rows
    }
  }
}
