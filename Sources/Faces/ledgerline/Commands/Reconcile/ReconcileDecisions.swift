import Answers
import ArgumentParser
import Ledger

extension ReconcileCommand {
  struct Match: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare a report again: with plays, rates and contracts as they are now.")

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table
    @OptionGroup var person: Person

    func run() async throws {
      try await carryOut(CompareReport(id), as: person, format, progress: "reconciliation \(id)") { $0.table }
      Terminal.note("compared")
    }
  }

  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accept a report: with the next posting it stands in the place of the estimate.",
      discussion: "Again it changes nothing. A report that corrects an accepted one takes its place.")

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table
    @OptionGroup var person: Person

    func run() async throws {
      try await carryOut(AcceptReport(id), as: person, format, progress: "reconciliation \(id)") { $0.table }
      Terminal.note("accepted; `ledgerline ledger post` books it")
    }
  }

  struct Reject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Reject a report, with a reason.")

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @Option(help: "Why.") var reason: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table
    @OptionGroup var person: Person

    func run() async throws {
      try await carryOut(RejectReport(id, reason: reason), as: person, format) { $0.table }
      Terminal.note("rejected")
    }
  }

  struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take an accepted report back, with a reason.",
      discussion: """
        With the next posting the report before it counts again, or the estimate: the difference is posted, in the open month
        where the report's own is closed. It may be accepted again.
        """)

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @Option(help: "Why.") var reason: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table
    @OptionGroup var person: Person

    func run() async throws {
      try await carryOut(
        WithdrawReport(id, reason: reason), as: person, format, progress: "reconciliation \(id)"
      ) { $0.table }
      Terminal.note("withdrawn; `ledgerline ledger post` books it")
    }
  }

  struct Relate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say how a report stands to others, until it is decided on.",
      discussion: "Without an option it stands on its own. It is compared again.")

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @OptionGroup var relation: ReportRelationOptions
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table
    @OptionGroup var person: Person

    func run() async throws {
      try await carryOut(
        RelateReport(id, relation.relation), as: person, format, progress: "reconciliation \(id)"
      ) { $0.table }
      Terminal.note("compared")
    }
  }
}
