import Answers
import ArgumentParser
import Foundation
import Plays
import Postgres
import Refusals

/// A question from the command line, asked of the database itself.
struct CommandAsking: Asking {
  /// Progress of long work.
  let progress: OnProgress
  // A command asks one thing after another.
  private nonisolated(unsafe) let db: Connection

  init(_ db: Connection, progress: @escaping OnProgress = { _, _, _ in }) {
    self.db = db
    self.progress = progress
  }

  var asker: Asker { .atTheDatabase }
  var now: Int64 { Int64(Date().timeIntervalSince1970) * 1_000_000 }
  var today: Day { .today }
  var totals: any Totals { StoredTotals(db) }

  func database<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) throws -> T { try body(db) }
  func atLength<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) throws -> T { try body(db) }
}

extension Database {
  /// Asks a question, with a bar where it takes long and somebody looks.
  func ask<Asked: Question>(_ question: Asked, progress label: String = "") async throws -> Asked.Answer {
    let bar = ProgressBar(label)
    defer { bar.clear() }
    // Drawn by the thread that answers, and by no other at the same time.
    nonisolated(unsafe) let drawn = bar
    do {
      return try await question.answer(
        CommandAsking(connect()) { what, done, total in
          drawn.draw(what, done: done, of: total, detail: "\(done) of \(total)")
        })
    } catch let refused as any Refusal {
      // What means nothing here was typed here.
      if case .unusable = refused.refusal { throw ValidationError(refused.description) }
      throw refused
    }
  }
}

/// Asks a question in a command, and prints its answer: JSON is the very bytes that the API answers.
///
/// - Parameters:
///   - undertaking: what it changes, for the audit log; none for a question.
///   - label: what the progress of something long is called.
///   - table: the answer for people.
/// - Returns: the answer, for what the exit code depends on.
@discardableResult
func ask<Asked: Question>(
  _ question: Asked, _ format: ResultFormat, _ undertaking: Undertaking? = nil, progress label: String = "",
  table: @escaping @Sendable (Asked.Answer) throws -> Table
) async throws -> Asked.Answer {
  try await Database.with(Settings.load(), undertaking) { database in
    let answer = try await database.ask(question, progress: label)
    try table(answer).print(format, json: answer)
    return answer
  }
}

/// Carries out a use case in a command, and prints its answer as `ask` does.
@discardableResult
func carryOut<Case: UseCase>(
  _ useCase: Case, as person: Person, _ format: ResultFormat, progress label: String = "",
  table: @escaping @Sendable (Case.Answer) throws -> Table
) async throws -> Case.Answer {
  try await ask(useCase, format, Undertaking(useCase, as: person), progress: label, table: table)
}

/// Carries out a use case in a command that prints nothing.
func carryOut<Case: UseCase>(_ useCase: Case, as person: Person) async throws -> Case.Answer {
  try await Database.with(Settings.load(), Undertaking(useCase, as: person)) { try await $0.ask(useCase) }
}
