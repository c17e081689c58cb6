import Answers
import ArgumentParser
import Ledger
import Money

/// Options of what may move closed periods.
struct ClosedPeriodsOptions: ParsableArguments {
  static let discussion = """
    What would change sums of a closed period is refused, and says which: a change from a day on is said otherwise. One
    that corrects a mistake is taken with --corrects-closed, and who said so is on record.
    """

  @Flag(help: "It corrects a mistake in closed periods: post the differences in the open month.")
  var correctsClosed = false
  @Flag(help: "Show what it would change, and write nothing.") var dryRun = false
  @Option(help: "How to print what changes in closed periods: table, json or csv.") var format = ResultFormat.table

  var manner: ImportManner { ImportManner(correctsClosed: correctsClosed, isDryRun: dryRun) }

  /// Carries out an import, and prints what it changes in closed periods.
  func carryOut<Case: UseCase>(_ useCase: Case, as person: Person) async throws -> Case.Answer
  where Case.Answer: ChangesClosed {
    let answer = try await Database.with(Settings.load(), Undertaking(useCase, as: person)) {
      try await $0.ask(useCase)
    }
    try show(answer)
    return answer
  }

  /// Prints what an import has changed in closed periods. Where nothing has, a table says nothing.
  func show(_ answer: some ChangesClosed) throws {
    let sums = answer.closedSums
    let table = Table(
      columns: ["period", "by", "key", "currency", "difference", "routine"],
      rows: sums.map {
        ["\($0.period)", $0.by.rawValue, $0.key, $0.currency.code, "\($0.difference)", $0.routine ? "yes" : "no"]
      },
      numeric: [4])
    if format != .table || !sums.isEmpty { try table.print(format, json: answer) }
    for warning in answer.warnings ?? [] { Terminal.note("warning: \(warning)") }
    if dryRun {
      Terminal.note(
        "nothing was written"
          + (answer.needsConsent ? ": it is taken with --corrects-closed, if it corrects what is closed" : ""))
    }
  }
}
