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
}
