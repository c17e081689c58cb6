import Ledger
import Money
import Schedules
import Seeded
import Statements
import Store
import TestSupport
import Testing

/// Events and what is to be done about them. A recipient is a payee, or a label with `*`.
@Suite("The progress of a run")
struct RunProgressTests {
  @Test("issues and records one statement after the other, each once, and then ends")
  func course() throws {
    try check(
      """
      begun 1                 | list
      listed *north ana ben   | issue *north
      issued *north           | record *north of 1
      recorded                | issue ana
      failed ana              | record ana of 1
      recorded                | issue ben
      issued ben              | record ben of 1
      recorded                | finish
      finished                | end 1: 3 of which 1 failed
      """)
  }

  @Test("of nobody ends at once")
  func nobody() throws {
    try check("begun 4 | list\n listed | finish\n finished | end 4: 0 of which 0 failed")
  }

  @Test("that had ended before does nothing")
  func refused() throws {
    try check("refused | end\n begun 2 | nothing\n listed ana | nothing\n finished | nothing")
  }

  @Test("is not moved by what it did not ask for: nothing is issued twice, or recorded without having been tried")
  func strangers() throws {
    try check(
      """
      listed ana              | nothing
      recorded                | nothing
      begun 1                 | list
      begun 2                 | nothing
      issued ana              | nothing
      listed ana ben          | issue ana
      listed ana ben          | nothing
      recorded                | nothing
      finished                | nothing
      issued ana              | record ana of 1
      issued ana              | nothing
      recorded                | issue ben
      recorded                | nothing
      failed ben              | record ben of 1
      recorded                | finish
      issued ben              | nothing
      finished                | end 1: 2 of which 1 failed
      finished                | nothing
      """)
  }

  @Test("cut off at any moment and begun again, issues each statement once and ends with an outcome for each")
  func cutOff() throws {
    var random = Seeded.printed("runs that are cut off")
    let recipients = ["*north", "ana", "ben", "cleo", "dora"].map(Self.recipient)
    for _ in 0..<500 {
      var (attempt, issued) = (0, [RunProgress.Recipient: Int64]())
      var recorded: [Int: [ScheduleRunStore.Result]] = [:]
      var hasEnded = false
      // Attempts that are cut off, and one that is not.
      while !hasEnded {
        attempt += 1
        var left = Int.random(in: 0...20, using: &random)
        var progress = RunProgress()
        var action = Optional(RunProgress.Action.begin)
        while let next = action, left > 0 {
          left -= 1
          switch next {
          case .begin: action = progress.handle(.begun(attempt: attempt))
          case .list: action = progress.handle(.listed(recipients))
          case .issue(let recipient):
            #expect(!recorded[attempt, default: []].contains { $0.place == recipient.place }, "once an attempt")
            // A statement is issued once, whoever asks for it again.
            let id = issued[recipient] ?? Int64(issued.count + 1)
            issued[recipient] = id
            action = progress.handle(
              .tried(.init(kind: recipient.kind, place: recipient.place, statement: id, reason: nil)))
          case .record(let result, let number):
            #expect(number == attempt)
            recorded[attempt, default: []].append(result)
            action = progress.handle(.recorded)
          case .finish:
            #expect(recorded[attempt]?.count == recipients.count, "it ends with an outcome for everybody")
            hasEnded = true
            action = progress.handle(.finished)
          case .end(let outcome):
            #expect(outcome?.results == recorded[attempt] && outcome?.attempt == attempt)
            action = nil
          }
        }
      }
      #expect(issued.count == recipients.count && Set(issued.values).count == recipients.count)
    }
  }

  // MARK: In words

  private func check(_ table: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    var progress = RunProgress()
    try expect(table, sourceLocation: sourceLocation) { text in
      let words = text.split(separator: " ").map(String.init)
      let event: RunProgress.Event =
        switch words[0] {
        case "begun": .begun(attempt: try #require(Int(words[1])))
        case "refused": .refused
        case "listed": .listed(words.dropFirst().map(Self.recipient))
        case "issued", "failed": .tried(Self.result(words[1], reason: words[0] == "failed" ? "it failed" : nil))
        case "recorded": .recorded
        default: .finished
        }
      return progress.handle(event).map(Self.words) ?? "nothing"
    }
  }

  private static func recipient(_ word: String) -> RunProgress.Recipient {
    let name = word.replacing("*", with: "")
    return .init(word == name ? .payee : .label, .init(payee: name, currency: Currency("EUR")!))
  }

  private static func result(_ word: String, reason: String?) -> ScheduleRunStore.Result {
    let recipient = recipient(word)
    return .init(
      kind: recipient.kind, place: recipient.place, statement: reason == nil ? 1 : nil, reason: reason)
  }

  private static func words(for action: RunProgress.Action) -> String {
    func name(_ kind: Statement.Kind, _ place: PayeeCurrency) -> String {
      (kind == .label ? "*" : "") + place.payee
    }
    return switch action {
    case .begin: "begin"
    case .list: "list"
    case .issue(let recipient): "issue \(name(recipient.kind, recipient.place))"
    case .record(let result, let attempt): "record \(name(result.kind, result.place)) of \(attempt)"
    case .finish: "finish"
    case .end(let outcome?):
      "end \(outcome.attempt): \(outcome.results.count) of which \(outcome.failed.count) failed"
    case .end(nil): "end"
    }
  }
}
