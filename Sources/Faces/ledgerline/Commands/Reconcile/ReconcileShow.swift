import Answers
import ArgumentParser
import Money
import Plays
import Reconciliation
import Schemas
import Store

extension ReconcileCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Reports, the newest first.")

    @Option(help: "Only about this period, as 2026-10.") var period: Period?
    @Option(help: "Only of this platform.") var platform: String?
    @Option(help: "Only those with this status.") var status: ReportStore.Status?
    @Option(help: "Only those before this one.") var before: Int32?
    @Option(help: "How many at most.") var limit = 100
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (1...100_000).contains(limit) else { throw ValidationError("--limit is 1 to 100000") }
    }

    func run() async throws {
      let answer = try await ask(
        Reports(period: period, platform: platform, status: status, before: before, limit: limit), format
      ) { answer in
        Table(
          columns: ["reconciliation", "file", "format", "rows", "status", "verdict", "supersedes"],
          rows: answer.reconciliations.map {
            [
              "\($0.report.reconciliation)", $0.report.file, $0.report.format, "\($0.report.rows)",
              $0.report.status.rawValue, $0.verdict?.rawValue ?? "", $0.report.supersedes.map { "\($0)" } ?? "",
            ]
          },
          numeric: [0, 3, 6])
      }
      if let next = answer.next { Terminal.note("there are more: --before \(next)") }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A report's comparison with the estimate, and what accepting it changes for whom.")

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @Option(help: "Sums by this.") var by = ComparisonStore.Dimension.platform
    @Option(help: "Sums at most, the largest variance first.") var limit = 1_000
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (1...10_000).contains(limit) else { throw ValidationError("--limit is 1 to 10000") }
    }

    func run() async throws {
      let answer = try await ask(Comparison(id, by: by, limit: limit), format) { $0.table }
      for total in answer.totals where total.verdict != .fine {
        let advice = total.verdict == .blocked ? "keeps the period from being closed" : "look at it"
        Terminal.note(
          "\(total.platform) in \(total.period), \(total.currency): \(total.verdict.excess()), \(advice)")
      }
      Self.note(answer.still_estimated)
      if let others = answer.together_with {
        Terminal.note(
          "with it \(others.map { "report \($0)" }.joined(separator: ", ")) counts: what is reported is all of them together"
        )
      }
      Self.noteTrueUps(answer)
      for account in answer.accounted { Terminal.note(account.words) }
    }

    /// Says what accepting the report changes for whom, or changed: the largest first.
    static func noteTrueUps(_ answer: Comparison.Answer) {
      let isOpen = answer.report.status.isOpen
      let changes = answer.true_up.sorted { $0.amount.pico.magnitude > $1.amount.pico.magnitude }
      if changes.isEmpty, isOpen { Terminal.note("accepting it changes nothing for anybody") }
      if changes.isEmpty { return }
      let shown = changes.prefix(20).map { "\($0.payee) \($0.amount) \($0.currency)" }.joined(separator: ", ")
      let more = changes.count > 20 ? " and \(changes.count - 20) more; --format json has all" : ""
      Terminal.note("accepting it \(isOpen ? "changes" : "changed") royalties: \(shown)\(more)")
    }

    /// Says where the report changes nothing, a line for each platform's month.
    private static func note(_ estimated: [Comparison.Answer.Estimated]) {
      for (place, countries) in Dictionary(grouping: estimated, by: { "\($0.platform) in \($0.period)" })
        .sorted(by: { $0.key < $1.key })
      {
        let shown = countries.prefix(20).map { "\($0.country) (\($0.plays) plays)" }.joined(separator: ", ")
        let more = countries.count > 20 ? " and \(countries.count - 20) more" : ""
        Terminal.note("\(place): the report does not speak of \(shown)\(more): there the estimate stays")
      }
    }
  }
}

extension ReportStore.Status: ExpressibleByArgument {}
extension ComparisonStore.Dimension: ExpressibleByArgument {}

extension Comparison.Answer.Accounted {
  /// All of the file in one line.
  var words: String {
    func part(_ amount: String, _ words: String, rows: Int64? = nil) -> String? {
      guard amount.contains(where: { ("1"..."9").contains($0) }) || rows ?? 0 > 0 else { return nil }
      return "\(words) \(amount)" + (rows.map { " (\($0) rows)" } ?? "")
    }
    let parts = [
      part("\(booked)", "of ours", rows: booked_rows), part("\(suspended)", "not ours", rows: suspended_rows),
      part(rounding, "less what rounding added"), part(transfers, "passed on or paid out"), part(left_out, "left out"),
    ].compactMap(\.self)
    var text = "all of the file: \(file) \(currency): \(parts.isEmpty ? "no money" : parts.joined(separator: ", "))"
    if let fees, let gross { text += "; the sender kept \(fees) of \(gross)" }
    return text
  }
}

extension Comparison.Answer {
  /// Its sums, with the parts of the variance side by side.
  var table: Table {
    Table(
      columns: [by.rawValue, "currency", "lines", "estimated", "reported", "variance"]
        + VariancePart.allCases.map(\.rawValue),
      rows: sums.map { sum in
        let (head, figures) = (sum.first, sum.second)
        return [
          head.key, head.currency.code, "\(head.lines)", "\(figures.estimated)", "\(figures.reported)",
          "\(figures.variance)",
        ] + VariancePart.allCases.map { figures.parts[$0.rawValue]?.description ?? "" }
      },
      numeric: Set(2..<6 + VariancePart.allCases.count))
  }
}
