import Logging
import Synchronization

/// Parts of the totals that are still to be read, shared out among those who read them.
final class LoadingProgress: Sendable {
  private struct State {
    var next: Int64 = 0
    var isOver = false
    var cells = 0
    var told = ContinuousClock.now
    var failure: (any Error)?
  }

  private static let tellEvery = Duration.seconds(2)

  private let blocks: Int64
  private let limit: Int64
  private let logger: Logger
  private let state = Mutex(State())

  /// - Parameters:
  ///   - blocks: that the totals take in the database.
  ///   - limit: cells that are read at most, about.
  init(blocks: Int64, limit: Int64, logger: Logger) {
    self.blocks = blocks
    self.limit = limit
    self.logger = logger
  }

  /// The blocks to read next; `nil` when all are taken. The last ones have no end: the table may have grown meanwhile.
  func next(_ count: Int64) -> Range<Int64>? {
    state.withLock { state in
      guard !state.isOver, state.failure == nil, state.cells <= limit else { return nil }
      let start = state.next
      state.next += count
      state.isOver = state.next >= blocks
      return start..<(state.isOver ? .max : state.next)
    }
  }

  func note(cells: Int) {
    let told: (cells: Int, percent: Int64)? = state.withLock { state in
      state.cells += cells
      let now = ContinuousClock.now
      guard now - state.told >= Self.tellEvery else { return nil }
      state.told = now
      return (state.cells, min(99, state.next * 100 / max(1, blocks)))
    }
    if let told { logger.info("live totals are being read: \(told.cells) cells, \(told.percent) %") }
  }

  func fail(_ error: any Error) {
    state.withLock { $0.failure = $0.failure ?? error }
  }

  /// - Throws: the first failure of those who read.
  func check() throws {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }
}
