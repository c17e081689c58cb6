import CLibpq

/// Statements sent together and answered together: one round trip for a whole transaction.
///
/// The first that fails makes the server skip the rest. COPY is not allowed inside (PostgreSQL's rule).
package struct Pipeline {
  private let connection: Connection
  fileprivate var statements: [String] = []

  fileprivate init(_ connection: Connection) {
    self.connection = connection
  }

  /// Adds a statement. Its rows are at the returned index of what `Connection.pipeline` returns.
  @discardableResult
  package mutating func add(_ sql: SQL) throws(PostgresError) -> Int {
    let sent = withParameters(sql.values) { types, values, lengths, formats in
      connection.waiting {
        PQsendQueryParams(connection.pointer, sql.text, Int32(sql.values.count), types, values, lengths, formats, 1)
      }
    }
    guard sent == 1 else { throw connection.lost(sql: sql.text) }
    statements.append(sql.text)
    return statements.count - 1
  }
}

extension Connection {
  /// Sends what the body adds in one go and returns the rows of each statement, in order.
  ///
  /// - Throws: the error of the first statement that failed. An open transaction is then failed too.
  package func pipeline(_ body: (inout Pipeline) throws -> Void) throws -> [Rows] {
    guard PQenterPipelineMode(pointer) == 1 else { throw lost(sql: nil) }
    var pipeline = Pipeline(self)
    do {
      try body(&pipeline)
    } catch {
      _ = finish(pipeline)
      throw error
    }
    return try finish(pipeline).get()
  }

  private func finish(_ pipeline: Pipeline) -> Result<[Rows], PostgresError> {
    guard waiting({ PQpipelineSync(pointer) }) == 1 else { return .failure(lost(sql: nil)) }
    var rows: [Rows] = []
    var failure: PostgresError?
    for sql in pipeline.statements {
      do throws(PostgresError) {
        rows.append(Rows(result: try check(waiting { PQgetResult(pointer) }, sql: sql)))
      } catch {
        failure = failure ?? error
      }
      guard isUsable else { return .failure(failure ?? lost(sql: sql)) }
      // Each statement's results end with a null.
      while let extra = PQgetResult(pointer) { PQclear(extra) }
    }
    while let result = waiting({ PQgetResult(pointer) }) {
      let isSync = PQresultStatus(result) == PGRES_PIPELINE_SYNC
      PQclear(result)
      if isSync { break }
    }
    guard PQexitPipelineMode(pointer) == 1 else { return .failure(failure ?? lost(sql: nil)) }
    return failure.map { .failure($0) } ?? .success(rows)
  }
}
