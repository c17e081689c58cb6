import Foundation
import Postgres
import Synchronization

/// A session that takes locks and then says nothing more, as that of a process that was stopped.
package final class SilentSession: Sendable {
  /// Where the holder is when it falls silent.
  package enum Place: String, CaseIterable, Sendable {
    case beforeBegin = "before BEGIN, with a lock of its session"
    case betweenStatements = "between two statements"
    case insideCopy = "inside COPY FROM STDIN"
    case insidePipeline = "inside a pipeline, before its Sync"
    case answerUnread = "with an answer that it does not read"
    case beforeCommit = "before COMMIT"
  }

  private let goOn = DispatchSemaphore(value: 0)
  private let isSilent = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let failure = Mutex<(any Error)?>(nil)

  /// Takes what `take` locks, and falls silent.
  package init(_ url: String, _ place: Place, application: String = "ledgerline", taking statement: SQL) {
    let thread = Thread { [self] in
      do {
        let db = try Connection(url: url, options: .init(applicationName: application))
        try hold(db, place, statement)
      } catch {
        failure.withLock { $0 = error }
      }
      isSilent.signal()
      ended.signal()
    }
    thread.start()
    isSilent.wait()
  }

  private func hold(_ db: Connection, _ place: Place, _ statement: SQL) throws {
    if place == .beforeBegin {
      try db.query(statement)
      silence()
      try db.query("SELECT 1")
      return
    }
    try db.transaction {
      try db.query(statement)
      switch place {
      case .beforeBegin, .betweenStatements: break
      case .beforeCommit: try db.query("CREATE TEMP TABLE written AS SELECT 1 AS n")
      case .insideCopy:
        try db.run(script: "CREATE TEMP TABLE stage (t text)")
        return try db.copyIn("stage (t)", columns: 1) { copy in
          // More than is gathered before it is sent.
          for _ in 0..<100 {
            try copy.row()
            copy.value(.text(String(repeating: "x", count: 10_000)))
          }
          silence()
        }
      case .insidePipeline:
        _ = try db.pipeline {
          // libpq sends by itself what is larger than 64 KiB.
          try $0.add("SELECT length(\(String(repeating: "x", count: 300_000)))")
          silence()
        }
      case .answerUnread:
        return try db.stream("SELECT repeat('x', 10000) FROM generate_series(1, 20000)") { _ in silenceOnce() }
      }
      silence()
      try db.query("SELECT 1")
    }
  }

  private let wasSilent = Mutex(false)

  private func silenceOnce() {
    let isFirst = wasSilent.withLock { was in
      defer { was = true }
      return !was
    }
    if isFirst { silence() }
  }

  private func silence() {
    isSilent.signal()
    goOn.wait()
  }

  /// Lets it go on, as SIGCONT does.
  ///
  /// - Returns: what it ended with; `nil` where all went well for it.
  package func resume() -> (any Error)? {
    goOn.signal()
    ended.wait()
    return failure.withLock { $0 }
  }
}
