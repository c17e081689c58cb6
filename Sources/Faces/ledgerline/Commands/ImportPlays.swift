import Answers
import ArgumentParser
import Foundation
import Ingest
import Ledger

extension ImportCommand {
  struct Plays: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Count the play events of a file: one JSON object a line, gzip or not.",
      discussion: """
        An import that was stopped goes on where it ended. Lines that are not events are quarantined one by one, with
        their reason. A file that starts with all of another that was counted is refused until --grown or --separate
        says which it is, and one that has some 5 % of its lines in common with others until --overlaps says that it is
        right. A file that was counted by mistake is taken out again by --withdraw, exactly, with its quarantine; the
        books follow by the difference. It can be counted anew afterwards.
        """)

    @Argument(help: "The file, or - for standard input.") var file: String
    @Flag(help: "The file is one that was counted, grown: count only what follows.") var grown = false
    @Flag(help: "The file only starts like one that was counted: count all of it.") var separate = false
    @Flag(help: "The file has lines in common with others that were counted: count all of it.") var overlaps = false
    @Flag(help: "Take the file out, which was counted by mistake.") var withdraw = false
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      if grown && separate { throw ValidationError("--grown and --separate contradict each other") }
      if withdraw && (grown || separate || overlaps) {
        throw ValidationError("--withdraw takes a file out: it goes with neither --grown, --separate nor --overlaps")
      }
    }

    @OptionGroup var person: Person

    func run() async throws {
      if withdraw { try await takeOut() } else { try await count() }
    }

    private func count() async throws {
      let growth: PlayImport.Growth = grown ? .continueAfter : separate ? .countAll : .refuse
      let (file, format, mayOverlap) = (file, format, overlaps)
      let settings = try await Settings.load()
      try await Database.with(settings, Undertaking(.importPlays, to: file, as: person)) { database in
        let path = file == "-" ? try StandardInput.spool() : file
        defer { if file == "-" { unlink(path) } }
        let bar = Self.bar(file)
        let outcome = try PlayImport(
          databaseURL: database.url, growth: growth, mayOverlap: mayOverlap, bounds: settings.importBounds,
          progress: { Self.draw($0, "counting", bar) }
        ).run(path: path)
        bar.clear()
        if outcome.wasKnown { Terminal.note("this file was counted before: nothing changed") }
        if !outcome.wasKnown, outcome.resumedAt > 0 { Terminal.note("went on behind byte \(outcome.resumedAt)") }
        try Table(
          columns: ["accepted_events", "quarantined_events"],
          rows: [["\(outcome.accepted)", "\(outcome.quarantined)"]], numeric: [0, 1]
        ).print(format, json: Answers.ImportPlays.Answer(outcome))
      }
    }

    private func takeOut() async throws {
      let (file, format) = (file, format)
      let settings = try await Settings.load()
      try await Database.with(settings, Undertaking(.withdrawPlays, to: file, as: person)) { database in
        let path = file == "-" ? try StandardInput.spool() : file
        defer { if file == "-" { unlink(path) } }
        let bar = Self.bar(file)
        let outcome = try PlayWithdrawal(
          database.connect(), bounds: settings.importBounds, progress: { Self.draw($0, "reading again", bar) }
        ).run(path: path)
        bar.clear()
        try Table(
          columns: ["withdrawn_events", "withdrawn_quarantined_events", "withdrawn_plays"],
          rows: [["\(outcome.accepted)", "\(outcome.quarantined)", "\(outcome.plays)"]], numeric: [0, 1, 2]
        ).print(format, json: WithdrawPlays.Answer(outcome))
      }
    }

    private static func bar(_ file: String) -> ProgressBar {
      ProgressBar(file == "-" ? "standard input" : (file as NSString).lastPathComponent)
    }

    private static func draw(_ progress: PlayImport.Progress, _ what: String, _ bar: ProgressBar) {
      let isCounting = progress.phase == .counting
      bar.draw(
        isCounting ? what : "reading", done: progress.done, of: progress.size,
        detail: isCounting ? bar.pace(progress.events) : "")
    }
  }
}
