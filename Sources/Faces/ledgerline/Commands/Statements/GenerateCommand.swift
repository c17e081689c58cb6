import Answers
import ArgumentParser
import Foundation
import Ledger
import Money
import Plays
import Postgres
import StatementExport
import Statements
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
    @Option(help: "How many at a time.") var parallel = 2
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (1...32).contains(parallel) else { throw ValidationError("--parallel is 1 to 32") }
      guard payee.isEmpty || label.isEmpty && !labels else {
        throw ValidationError("--payee is of payees' statements, --label and --labels of labels': ask for one kind")
      }
    }

    struct Body: Encodable {
      struct Failed: Encodable {
        let payee, currency, reason: String
      }
      let issued: [IssuedBody]
      let failed: [Failed]
    }

    @OptionGroup var person: Person

    func run() async throws {
      let (period, folder, wanted, ids, revise, parallel, format) = (
        period, to, files.isEmpty ? StatementFiles.Format.allCases : files, payee + label, revise, parallel, format
      )
      let kind: Statement.Kind = labels || !label.isEmpty ? .label : .payee
      do {
        try PrivateFolder.make(folder)
      } catch {
        throw Failure("--to \(error)")
      }
      let failed = try await Database.with(Settings.load(), Undertaking(.issue, to: "\(period)", as: person)) {
        database in
        let db = try database.connect()
        guard try PeriodStore(db).lastSettled().map({ period <= $0 }) ?? false else {
          throw Failure("\(period) is open: close it first with `ledgerline ledger close \(period)`")
        }
        let all = try kind == .payee ? SettlementStore(db).places(period) : StatementLineStore(db).labels(period)
        let ids = try kind == .payee ? ids.map { try PartyStore(db).party($0) } : ids
        let places = all.filter { ids.isEmpty || ids.contains($0.payee) }
        if let stranger = ids.first(where: { id in !all.contains { $0.payee == id } }) {
          throw Failure("\(stranger) has nothing in \(period): there is no \(kind.rawValue) statement to issue")
        }
        let run = GenerateRun(places: places, label: "statements")
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<parallel {
            group.addTask {
              try await onThread("statements") {
                let db = try database.connect()
                while let place = run.next() {
                  run.did(place, Result { try Self.one(db, kind, place, period, revise, folder, wanted) })
                }
              }
            }
          }
          try await group.waitForAll()
        }
        let (issued, failed) = run.finish()
        try Report(
          columns: ["id", "statement", "revision", "payable", "currency"],
          rows: issued.map {
            ["\($0.id)", $0.number, "\($0.revision)", $0.kind == .payee ? "\($0.payable)" : "", $0.currency.code]
          },
          numeric: [0, 2, 3],
          json: Body(
            issued: issued.map(IssuedBody.init),
            failed: failed.map {
              Body.Failed(payee: $0.place.payee, currency: $0.place.currency.code, reason: $0.reason)
            })
        ).print(format)
        for failure in failed { Terminal.note("\(failure.place.payee) \(failure.place.currency): \(failure.reason)") }
        return failed.count
      }
      if failed > 0 { throw ExitCode(1) }
    }

    private static func one(
      _ db: Connection, _ kind: Statement.Kind, _ place: PayeeCurrency, _ period: Period, _ revise: String?,
      _ folder: String,
      _ wanted: [StatementFiles.Format]
    ) throws -> StatementStore.Issued {
      let issued = try StatementIssue(db, today: .today).issue(
        kind, place.payee, period, place.currency, reason: revise)
      for format in wanted {
        let path = "\(folder)/\(StatementFiles.name(issued, format))"
        // An issued statement does not change, and neither does its file.
        if StatementFiles.isWritten(path) { continue }
        try StatementFiles(db).write(format, to: path) {
          try StatementSource($0, issued)
        }
      }
      return issued
    }
  }
}

/// Queue that several threads take from and report to.
private final class GenerateRun: Sendable {
  typealias Failed = (place: PayeeCurrency, reason: String)

  private struct State: ~Copyable {
    var waiting: [PayeeCurrency]
    var issued: [StatementStore.Issued] = []
    var failed: [Failed] = []
    let bar: ProgressBar
    let total: Int
  }

  private let state: Mutex<State>

  init(places: [PayeeCurrency], label: String) {
    state = Mutex(State(waiting: places.reversed(), bar: ProgressBar(label), total: places.count))
  }

  func next() -> PayeeCurrency? { state.withLock { $0.waiting.popLast() } }

  func did(_ place: PayeeCurrency, _ result: Result<StatementStore.Issued, any Error>) {
    state.withLock { state in
      switch result {
      case .success(let issued): state.issued.append(issued)
      case .failure(let error): state.failed.append((place, "\(error)"))
      }
      let done = state.issued.count + state.failed.count
      state.bar.draw(place.payee, done: Int64(done), of: Int64(state.total), detail: "\(done) of \(state.total)")
    }
  }

  func finish() -> (issued: [StatementStore.Issued], failed: [Failed]) {
    state.withLock { state in
      state.bar.clear()
      return (state.issued.sorted { $0.number < $1.number }, state.failed.sorted { $0.place < $1.place })
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
