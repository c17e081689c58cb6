import Answers
import ArgumentParser
import Ledger
import Plays
import Reconciliation

extension ReconcileCommand {
  struct Calendar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Senders' accounts and their statements: what came, what said nothing, what is missing.",
      discussion: """
        A statement is missing where a later one of its account came, and late where its day has passed and none did. It is
        expected every month, 45 days after its end, unless somebody says otherwise: reconcile expect.
        """)

    @Option(help: "Only this account.") var account: String?
    @Option(help: "On this day; today unless told.") var asOf: Day?
    @Flag(help: "Only what is missing or late.") var gaps = false
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      let answer = try await ask(StatementCalendars(account: account, asOf: asOf), format) { answer in
        Self.table(answer, gapsOnly: gaps)
      }
      Self.note(answer)
    }

    static func table(_ answer: StatementCalendars.Answer, gapsOnly: Bool) -> Table {
      Table(
        columns: ["account", "statement", "state", "due", "came", "days_late", "reconciliations"],
        rows: answer.accounts.flatMap { account in
          account.months.filter { !gapsOnly || $0.state.isGap }.map { month in
            [
              account.account, "\(month.statement)", month.state.rawValue, "\(month.due)",
              month.came.map { "\($0)" } ?? "", month.days_late == 0 ? "" : "\(month.days_late)",
              month.reconciliations.map { "\($0)" }.joined(separator: " "),
            ]
          }
        },
        numeric: [5])
    }

    static func note(_ answer: StatementCalendars.Answer) {
      if answer.accounts.isEmpty { Terminal.note("no report of a sender's account was taken in yet") }
      for account in answer.accounts {
        let counts = StatementCalendar.State.allCases.compactMap { state in
          account.counts[state.rawValue].map { "\($0) \(state.rawValue)" }
        }
        Terminal.note("\(account.account): \(counts.joined(separator: ", "))")
      }
    }
  }

  struct Expect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say when an account's statements are expected.",
      discussion: "What is said last counts, for all of the account's months.")

    @Argument(help: "The account, as distrokid-main.") var account: String
    @Option(help: "Months from one statement to the next.") var every = 1
    @Option(help: "Days after the end of its month by which a statement is expected.") var due = 45
    @Option(help: "The first statement that is expected, as 2026-10; the first that came unless told.") var first:
      Period?
    @Option(help: "The last, where the account has ended.") var last: Period?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table
    @OptionGroup var person: Person

    func run() async throws {
      let answer = try await carryOut(
        ExpectStatements(account: account, every: every, dueDays: due, first: first, last: last), as: person, format
      ) { Calendar.table($0, gapsOnly: false) }
      Calendar.note(answer)
    }
  }
}
