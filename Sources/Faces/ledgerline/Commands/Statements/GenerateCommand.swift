import Answers
import ArgumentParser
import Foundation
import Ledger
import Money
import Plays
import Postgres
import Posting
import Refusals
import StatementExport
import Store
import Synchronization

extension StatementFiles.Format: ExpressibleByArgument {}

extension Currency: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension StatementsCommand {
  struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Issue the statements of a closed period, and write their files.",
      discussion: """
        A statement is issued once: again it is the one on record, and a file that is there is not written again. So a run
        that was stopped goes on where it ended. A payee that fails does not stop the others; it is listed with its reason,
        and the exit code is 1.
        """)

    @Option(help: "The period, as 2026-10.") var period: Period
    @Option(help: "The folder for the files.") var to: String
    @Option(help: "xlsx or json; again for both. Both unless told.") var files: [StatementFiles.Format] = []
    @Option(help: "Only this payee; again for more.") var payee: [String] = []
    @Flag(help: "Labels' statements over all their artists, instead of payees'.") var labels = false
    @Option(help: "Only this label's statement over all its artists; again for more.") var label: [String] = []
    @Option(help: "Issue another revision where the catalog now calls something otherwise, for this reason.")
    var revise: String?
    @Option(help: "How many at a time; as many as there are processors unless told.") var parallel = min(
      ProcessInfo.processInfo.activeProcessorCount, 32)
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (1...32).contains(parallel) else { throw ValidationError("--parallel is 1 to 32") }
      do { _ = try issue } catch { throw ValidationError(error.description) }
    }

    private var issue: IssueStatements {
      get throws(Refused) {
        try IssueStatements(period, payees: payee, labels: label, ofLabels: labels, reason: revise)
      }
    }

    @OptionGroup var person: Person

    func run() async throws {
      let (issue, folder, wanted, parallel, format) = (
        try issue, to, files.isEmpty ? StatementFiles.Format.allCases : files, parallel, format
      )
      do {
        try PrivateFolder.make(folder)
      } catch {
        throw Failure("--to \(error)")
      }
      let failed = try await Database.with(Settings.load(), Undertaking(issue, as: person)) { database in
        let first = try database.connect()
        let run = GenerateRun(places: try issue.places(first), label: "statements")
        let issuing = try issue.run(first, today: .today, files: wanted, to: folder)
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<parallel {
            group.addTask {
              try await onThread("statements") {
                let db = try database.connect()
                while let places = run.next() { run.did(try issue.issue(places, in: issuing, over: db)) }
              }
            }
          }
          try await group.waitForAll()
        }
        let answer = IssueStatements.Answer(run.finish())
        try Table(
          columns: ["id", "statement", "revision", "payable", "currency"],
          rows: answer.issued.map {
            ["\($0.id)", $0.number, "\($0.revision)", $0.payable.map { "\($0)" } ?? "", $0.currency.code]
          },
          numeric: [0, 2, 3]
        ).print(format, json: answer)
        for failure in answer.failed { Terminal.note("\(failure.payee) \(failure.currency): \(failure.reason)") }
        return answer.failed.count
      }
      if failed > 0 { throw ExitCode(1) }
    }
  }
}

/// Work that several threads take from, and report to.
private final class GenerateRun: Sendable {
  private struct State: ~Copyable {
    var waiting: [PayeeCurrency]
    var outcome = StatementRun.Outcome()
    let bar: ProgressBar
    let total: Int
  }

  private let state: Mutex<State>

  init(places: [PayeeCurrency], label: String) {
    state = Mutex(State(waiting: places.reversed(), bar: ProgressBar(label), total: places.count))
  }

  /// Some that nobody has taken; `nil` where there are none left.
  func next() -> [PayeeCurrency]? {
    state.withLock { state in
      let some = Array(state.waiting.suffix(StatementRun.atATime).reversed())
      state.waiting.removeLast(some.count)
      return some.isEmpty ? nil : some
    }
  }

  func did(_ outcome: StatementRun.Outcome) {
    state.withLock { state in
      state.outcome += outcome
      let done = state.outcome.issued.count + state.outcome.failed.count
      state.bar.draw(
        outcome.issued.last?.payee ?? "", done: Int64(done), of: Int64(state.total),
        detail: "\(done) of \(state.total)")
    }
  }

  func finish() -> StatementRun.Outcome {
    state.withLock { state in
      state.bar.clear()
      state.outcome.issued.sort { $0.number < $1.number }
      state.outcome.failed.sort { $0.place < $1.place }
      return state.outcome
    }
  }
}

/// Runs what blocks on a thread of its own.
func onThread(_ name: String, _ body: @escaping @Sendable () throws -> Void) async throws {
  try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
    let thread = Thread { done.resume(with: Result { try body() }) }
    thread.name = name
    thread.stackSize = 8 << 20
    thread.start()
  }
}
