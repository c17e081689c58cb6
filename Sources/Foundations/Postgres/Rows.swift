import CLibpq

/// The rows of one result, in memory, in binary format.
package struct Rows: RandomAccessCollection {
  let result: ResultHandle

  package var startIndex: Int { 0 }
  package var endIndex: Int { Int(PQntuples(result.pointer)) }
  package subscript(index: Int) -> Row { Row(result: result, index: Int32(index)) }

  /// Rows an INSERT, UPDATE or DELETE touched.
  package var affected: Int { Int(String(cString: PQcmdTuples(result.pointer))) ?? 0 }
}

/// One row; columns are read by position, in the order of the statement.
package struct Row {
  let result: ResultHandle
  let index: Int32

  package func isNull(_ column: Int) -> Bool { PQgetisnull(result.pointer, index, Int32(column)) != 0 }

  /// Any integer type of up to 64 bits.
  package func int(_ column: Int) -> Int64 {
    withBytes(column) { bytes in
      switch bytes.count {
      case 8: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
      case 4: Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
      case 2: Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
      default: preconditionFailure("column \(column) is not an integer")
      }
    }
  }

  package func int32(_ column: Int) -> Int32 { Int32(int(column)) }

  package func optionalInt(_ column: Int) -> Int64? { isNull(column) ? nil : int(column) }

  package func bool(_ column: Int) -> Bool { withBytes(column) { $0[0] != 0 } }

  package func text(_ column: Int) -> String { withBytes(column) { String(decoding: $0, as: UTF8.self) } }

  package func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

  package func bytes(_ column: Int) -> [UInt8] { withBytes(column) { Array($0) } }

  package func optionalBytes(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  /// Days since 1970-01-01 of a `date`.
  package func date(_ column: Int) -> Int32 { int32(column) + PostgresEpoch.days }

  /// Microseconds since 1970-01-01T00:00:00Z of a `timestamptz`.
  package func timestamp(_ column: Int) -> Int64 { int(column) + PostgresEpoch.microseconds }

  package func optionalTimestamp(_ column: Int) -> Int64? { isNull(column) ? nil : timestamp(column) }

  /// A `numeric` as a count of 10^-12.
  package func numeric(_ column: Int) -> Int128 {
    withBytes(column) { bytes in
      guard let pico = NumericFormat.decode(bytes) else {
        preconditionFailure("column \(column) holds a numeric that is not a whole number of 10^-12")
      }
      return pico
    }
  }

  /// The elements of a one-dimensional `numeric[]`, each a count of 10^-12.
  package func numerics(_ column: Int) -> [Int128] { withBytes(column) { NumericFormat.decodeArray($0) } }

  /// The elements of a one-dimensional `bigint[]`.
  package func int64s(_ column: Int) -> [Int64] {
    withBytes(column) { bytes in
      // Dimensions, a flag and the type; then length and first index; then each with its length before it.
      guard bytes.loadUnaligned(as: Int32.self) != 0 else { return [] }
      let count = Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 12, as: Int32.self)))
      return (0..<count).map { Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24 + 12 * $0, as: Int64.self)) }
    }
  }

  /// The elements of a one-dimensional `text[]`.
  package func texts(_ column: Int) -> [String] {
    withBytes(column) { bytes in
      var position = 0
      func take() -> Int {
        defer { position += 4 }
        return Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Int32.self)))
      }
      guard take() == 1 else { return [] }
      position += 8
      let count = take()
      position += 4
      return (0..<count).map { _ in
        let length = take()
        defer { position += length }
        return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]), as: UTF8.self)
      }
    }
  }

  /// The value's bytes, valid inside the closure only.
  package func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    precondition(!isNull(column), "column \(column) is null")
    let length = Int(PQgetlength(result.pointer, index, Int32(column)))
    return try body(UnsafeRawBufferPointer(start: PQgetvalue(result.pointer, index, Int32(column)), count: length))
  }
}
