import CLibpq

extension Connection {
  /// Runs one statement and hands over its rows one at a time, in bounded memory. Nothing else can be asked meanwhile.
  ///
  /// - Throws: `PostgresError`; what the body throws, and then the statement is cancelled.
  public func stream(_ sql: SQL, _ body: (Row) throws -> Void) throws {
    let sent = withParameters(sql.values) { types, values, lengths, formats in
      PQsendQueryParams(pointer, sql.text, Int32(sql.values.count), types, values, lengths, formats, 1)
    }
    guard sent == 1, PQsetSingleRowMode(pointer) == 1 else { throw lost(sql: sql.text) }
    defer { while let result = PQgetResult(pointer) { PQclear(result) } }
    while let result = PQgetResult(pointer) {
      let rows = Rows(result: try check(result, sql: sql.text))
      do {
        for row in rows { try body(row) }
      } catch {
        cancellation().cancel()
        throw error
      }
    }
  }
}
