import CLibpq

extension Connection {
  /// Rows fetched at a time by `stream`.
  private static let rowsAtATime = 2_000

  /// Runs one SELECT and hands over its rows one at a time, in bounded memory: while some are being read, the server
  /// finds the next. Nothing else can be asked meanwhile.
  ///
  /// - Precondition: a transaction is open.
  /// - Throws: `PostgresError`; what the body throws.
  package func stream(_ sql: SQL, _ body: (Row) throws -> Void) throws {
    precondition(isInTransaction, "a stream needs a transaction, which its cursor lives in")
    // All rows are wanted, and not the first ones soon.
    try run(script: "SET LOCAL cursor_tuple_fraction = 1")
    try declare(sql)
    let fetch = "FETCH FORWARD \(Self.rowsAtATime) FROM stream"
    do {
      try send(fetch)
      while true {
        let rows = Rows(result: try received(fetch))
        guard !rows.isEmpty else { break }
        try send(fetch)
        do {
          for row in rows { try body(row) }
        } catch {
          _ = try? received(fetch)
          throw error
        }
      }
      try run(script: "CLOSE stream")
    } catch {
      if isUsable { try? run(script: "CLOSE stream") }
      throw error
    }
  }

  /// Runs one SELECT after the other and hands over their rows: while those of one are being read, the server finds
  /// those of the next. Nothing else can be asked meanwhile.
  ///
  /// Of each statement all rows are in memory at once, and of no more than two.
  ///
  /// - Throws: `PostgresError`; what the body throws.
  package func stream(inTurn statements: [SQL], _ body: (Row) throws -> Void) throws {
    guard let first = statements.first else { return }
    try send(first)
    for (index, statement) in statements.enumerated() {
      let rows = Rows(result: try received(statement.text))
      let following = index + 1 < statements.count ? statements[index + 1] : nil
      if let following { try send(following) }
      do {
        for row in rows { try body(row) }
      } catch {
        if let following { _ = try? received(following.text) }
        throw error
      }
    }
  }

  private func send(_ sql: SQL) throws(PostgresError) {
    let sent = withParameters(sql.values) { types, values, lengths, formats in
      waiting { PQsendQueryParams(pointer, sql.text, Int32(sql.values.count), types, values, lengths, formats, 1) }
    }
    guard sent == 1 else { throw lost(sql: sql.text) }
  }

  private func declare(_ sql: SQL) throws(PostgresError) {
    let text = "DECLARE stream NO SCROLL CURSOR FOR " + sql.text
    let result = withParameters(sql.values) { types, values, lengths, formats in
      waiting { PQexecParams(pointer, text, Int32(sql.values.count), types, values, lengths, formats, 1) }
    }
    _ = try check(result, sql: sql.text)
  }

  /// Sends a statement whose rows are wanted in binary.
  private func send(_ text: String) throws(PostgresError) {
    guard PQsendQueryParams(pointer, text, 0, nil, nil, nil, nil, 1) == 1 else { throw lost(sql: text) }
  }

  /// Waits for the rows of what was sent.
  private func received(_ text: String) throws(PostgresError) -> ResultHandle {
    let result = waiting { PQgetResult(pointer) }
    defer { while let rest = PQgetResult(pointer) { PQclear(rest) } }
    return try check(result, sql: text)
  }
}
