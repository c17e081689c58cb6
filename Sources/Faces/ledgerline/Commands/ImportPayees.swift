import Answers
import ArgumentParser

extension ImportCommand {
  struct Payees: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import payees and their terms.",
      discussion: """
        The column basis says what a payee is paid on: estimated, reported or received.
        A row with effective_from, the first day of a month, holds from that month on; rows that the file does not have stay.
        Terms that would change what was withheld of closed periods are refused unless they are said to correct them.
        """)
    @Argument(help: "payees.csv") var file: String

    @OptionGroup var closed: ClosedPeriodsOptions
    @OptionGroup var person: Person

    func run() async throws {
      let answer = try await closed.carryOut(ImportPayees(ImportedFile(path: file), closed.manner), as: person)
      Terminal.note("\(answer.changes) payees new or changed")
      closed.tellCorrected(answer)
    }
  }

  struct Withholding: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import what is withheld of payees by country of sale.",
      discussion: """
        payee,effective_from,countries,percent with countries as US|PR, or * for all that no row of the date names. The rows
        of a date take the place of all that the payee has of it. Percents that would change what was withheld of closed
        periods are refused unless they are said to correct them.
        """)
    @Argument(help: "withholding.csv") var file: String

    @OptionGroup var closed: ClosedPeriodsOptions
    @OptionGroup var person: Person

    func run() async throws {
      let answer = try await closed.carryOut(ImportWithholding(ImportedFile(path: file), closed.manner), as: person)
      Terminal.note("\(answer.changes) percents new or changed")
      closed.tellCorrected(answer)
    }
  }
}

extension ClosedPeriodsOptions {
  /// Tells when corrected terms show.
  fileprivate func tellCorrected(_ answer: ImportAnswer) {
    guard !dryRun, answer.needs_corrects_closed else { return }
    Terminal.note("what was withheld of closed periods is corrected with the next settlement")
  }
}
