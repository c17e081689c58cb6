import CLibpq

/// Rows on their way into a table by binary COPY. Made by `Connection.copyIn`.
package struct CopyWriter {
  private static let flushAt = 1 << 18
  private let connection: Connection
  private let columns: Int16
  private var buffer: [UInt8] = []

  init(_ connection: Connection, columns: Int) {
    self.connection = connection
    self.columns = Int16(columns)
    buffer.reserveCapacity(Self.flushAt + 4096)
    // Signature, flags, header extension: https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format".
    buffer.append(contentsOf: Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00])
    buffer.append(contentsOf: [UInt8](repeating: 0, count: 8))
  }

  /// Starts a row; exactly as many values as the COPY has columns follow.
  package mutating func row() throws(PostgresError) {
    if buffer.count >= Self.flushAt { try flush() }
    buffer.appendBigEndian(columns)
  }

  package mutating func int32(_ value: Int32) {
    buffer.appendBigEndian(Int32(4))
    buffer.appendBigEndian(value)
  }

  package mutating func int64(_ value: Int64) {
    buffer.appendBigEndian(Int32(8))
    buffer.appendBigEndian(value)
  }

  /// Days since 1970-01-01.
  package mutating func date(_ days: Int32) {
    int32(days - PostgresEpoch.days)
  }

  package mutating func value(_ value: Value) {
    if case .null = value {
      buffer.appendBigEndian(Int32(-1))
      return
    }
    let length = buffer.count
    buffer.appendBigEndian(Int32(0))
    value.encode(into: &buffer)
    buffer.setBigEndian(Int32(buffer.count - length - 4), at: length)
  }

  mutating func finish() throws(PostgresError) {
    buffer.appendBigEndian(Int16(-1))
    try flush()
  }

  private mutating func flush() throws(PostgresError) {
    let sent = buffer.withUnsafeBytes {
      let (start, count) = ($0.baseAddress!.assumingMemoryBound(to: CChar.self), Int32($0.count))
      return connection.waiting { PQputCopyData(connection.pointer, start, count) }
    }
    guard sent == 1 else { throw connection.lost(sql: nil) }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// One row on its way out by binary COPY, valid inside the closure only.
///
/// Columns are found by walking to them: rows are narrow, and a list of their places for each would cost more than them.
package struct CopyRow {
  private let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  package func int32(_ column: Int) -> Int32 { Int32(bigEndian: field(column)!.loadUnaligned(as: Int32.self)) }

  package func int64(_ column: Int) -> Int64 { Int64(bigEndian: field(column)!.loadUnaligned(as: Int64.self)) }

  /// Days since 1970-01-01.
  package func date(_ column: Int) -> Int32 { int32(column) + PostgresEpoch.days }

  package func text(_ column: Int) -> String? {
    field(column).map { String(decoding: $0, as: UTF8.self) }
  }

  package func bool(_ column: Int) -> Bool { field(column)![0] != 0 }

  package func numeric(_ column: Int) -> Int128? {
    field(column).flatMap { NumericFormat.decode($0) }
  }

  package func numerics(_ column: Int) -> [Int128] { NumericFormat.decodeArray(field(column)!) }

  /// - Returns: `nil` for null.
  @inline(__always)
  private func field(_ column: Int) -> UnsafeRawBufferPointer? {
    precondition(column < Int(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))), "there is no column \(column)")
    var position = 2
    for _ in 0..<column { position += 4 + max(0, length(at: position)) }
    let length = length(at: position)
    return length < 0 ? nil : UnsafeRawBufferPointer(rebasing: bytes[position + 4..<position + 4 + length])
  }

  @inline(__always)
  private func length(at position: Int) -> Int {
    Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Int32.self)))
  }
}

extension Connection {
  /// Streams rows into a table. The body throwing, or a refused row, takes the whole COPY back.
  ///
  /// - Parameters:
  ///   - target: a table with its columns: `stage (track_id, day)`. Never text from outside.
  ///   - columns: how many columns that is.
  package func copyIn(_ target: StaticString, columns: Int, _ body: (inout CopyWriter) throws -> Void) throws {
    let sql = "COPY \(target) FROM STDIN (FORMAT binary)"
    _ = try check(waiting { PQexec(pointer, sql) }, sql: sql)
    do {
      var writer = CopyWriter(self, columns: columns)
      try body(&writer)
      try writer.finish()
    } catch {
      PQputCopyEnd(pointer, "given up by the client")
      drain()
      throw error
    }
    guard waiting({ PQputCopyEnd(pointer, nil) }) == 1 else { throw lost(sql: sql) }
    let first = Result { try check(waiting { PQgetResult(pointer) }, sql: sql) }
    drain()
    _ = try first.get()
  }

  /// Streams the rows of a query out, one at a time, in bounded memory.
  ///
  /// - Precondition: the values of the query are whole numbers. COPY takes no parameters, and these stand in its text.
  package func copyOut(_ query: SQL, _ body: (CopyRow) throws -> Void) throws {
    let sql = "COPY (\(query.textWithWholeNumbers)) TO STDOUT (FORMAT binary)"
    _ = try check(waiting { PQexec(pointer, sql) }, sql: sql)
    var isFirst = true
    while true {
      var data: UnsafeMutablePointer<CChar>?
      let length = PQgetCopyData(pointer, &data, 0)
      guard length > 0, let data else { break }
      defer { PQfreemem(data) }
      var bytes = UnsafeRawBufferPointer(start: data, count: Int(length))
      if isFirst {
        // The header comes in front of the first row's bytes.
        bytes = UnsafeRawBufferPointer(rebasing: bytes[19...])
        isFirst = false
      }
      guard bytes.count >= 2, Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)) >= 0 else { continue }
      do {
        try body(CopyRow(bytes))
      } catch {
        cancellation().cancel()
        var unread: UnsafeMutablePointer<CChar>?
        while PQgetCopyData(pointer, &unread, 0) > 0 { PQfreemem(unread) }
        drain()
        throw error
      }
    }
    let last = Result { try check(waiting { PQgetResult(pointer) }, sql: sql) }
    drain()
    _ = try last.get()
  }

  private func drain() {
    while let result = PQgetResult(pointer) { PQclear(result) }
  }
}
