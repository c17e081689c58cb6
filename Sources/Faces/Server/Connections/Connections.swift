import Postgres

/// The database connections of a server, by class of work.
package struct Connections: Sendable {
  private let pools: [Work: ConnectionPool]

  package init(databaseURL: String) {
    pools = Dictionary(
      uniqueKeysWithValues: Work.allCases.map { work in
        let share = Share.of(work)
        return (
          work,
          ConnectionPool(
            name: work.rawValue, url: databaseURL,
            options: Connection.Options(
              applicationName: "ledgerline-\(work.rawValue)", statementTimeout: share.statementTimeout,
              lockTimeout: share.lockTimeout),
            size: share.connections,
            // The last connection is for somebody else, whatever one caller asks for.
            limits: ConnectionPool.Limits(
              runningOfOne: max(1, share.connections - 1), waitingOfOne: share.waitingOfOne, waiting: share.waiting),
            waitLimit: share.waitLimit)
        )
      })
  }

  package subscript(_ work: Work) -> ConnectionPool { pools[work]! }

  /// Ends the threads when their jobs are done. Jobs still waiting fail.
  package func close() {
    for pool in pools.values { pool.close() }
  }

  /// Statistics of each class.
  package var statistics: [(work: Work, pool: ConnectionPool.Statistics)] {
    Work.allCases.map { ($0, self[$0].statistics) }
  }
}

/// Share of one class of work.
private struct Share {
  let connections: Int
  /// Milliseconds; 0 lets a statement run.
  let statementTimeout: Int
  /// Milliseconds: whoever waits for the books, because a posting is under way, keeps a connection from the others.
  let lockTimeout: Int
  /// Requests of one caller, and of all, that wait for a connection.
  let waitingOfOne: Int
  let waiting: Int
  let waitLimit: Duration

  static func of(_ work: Work) -> Share {
    switch work {
    case .access:
      Share(
        connections: 2, statementTimeout: 5_000, lockTimeout: 3_000, waitingOfOne: 256, waiting: 2_048,
        waitLimit: .seconds(10))
    case .question:
      Share(
        connections: 3, statementTimeout: 30_000, lockTimeout: 3_000, waitingOfOne: 256, waiting: 2_048,
        waitLimit: .seconds(10))
    case .figure:
      Share(
        connections: 3, statementTimeout: 30_000, lockTimeout: 3_000, waitingOfOne: 16, waiting: 256,
        waitLimit: .seconds(10))
    // Without a time limit for statements: a document may have millions of lines.
    case .document:
      Share(
        connections: 2, statementTimeout: 0, lockTimeout: 10_000, waitingOfOne: 8, waiting: 64,
        waitLimit: .seconds(60))
    case .decision:
      Share(
        connections: 2, statementTimeout: 30_000, lockTimeout: 3_000, waitingOfOne: 64, waiting: 256,
        waitLimit: .seconds(10))
    case .run:
      Share(
        connections: 2, statementTimeout: 0, lockTimeout: 10_000, waitingOfOne: 8, waiting: 32,
        waitLimit: .seconds(60))
    }
  }
}
