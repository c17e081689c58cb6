import CLibpq

/// The rows of one result, in memory, in binary format.
public struct Rows: RandomAccessCollection {
  let result: ResultHandle

  public var startIndex: Int { 0 }
  public var endIndex: Int { Int(PQntuples(result.pointer)) }
  public subscript(index: Int) -> Row { Row(result: result, index: Int32(index)) }

  /// Rows an INSERT, UPDATE or DELETE touched.
  public var affected: Int { Int(String(cString: PQcmdTuples(result.pointer))) ?? 0 }
}

/// One row; columns are read by position, in the order of the statement.
public struct Row {
  let result: ResultHandle
  let index: Int32

  public func isNull(_ column: Int) -> Bool { PQgetisnull(result.pointer, index, Int32(column)) != 0 }

  /// Any integer type of up to 64 bits.
  public func int(_ column: Int) -> Int64 {
    withBytes(column) { bytes in
      switch bytes.count {
      case 8: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
      case 4: Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
      case 2: Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
      default: preconditionFailure("column \(column) is not an integer")
      }
    }
  }

  public func int32(_ column: Int) -> Int32 { Int32(int(column)) }

  public func optionalInt(_ column: Int) -> Int64? { isNull(column) ? nil : int(column) }

  public func bool(_ column: Int) -> Bool { withBytes(column) { $0[0] != 0 } }

  public func text(_ column: Int) -> String { withBytes(column) { String(decoding: $0, as: UTF8.self) } }

  public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

  public func bytes(_ column: Int) -> [UInt8] { withBytes(column) { Array($0) } }

  public func optionalBytes(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  /// Days since 1970-01-01 of a `date`.
  public func date(_ column: Int) -> Int32 { int32(column) + PostgresEpoch.days }

  /// Microseconds since 1970-01-01T00:00:00Z of a `timestamptz`.
  public func timestamp(_ column: Int) -> Int64 { int(column) + PostgresEpoch.microseconds }

  public func optionalTimestamp(_ column: Int) -> Int64? { isNull(column) ? nil : timestamp(column) }

  /// A `numeric` as a count of 10^-12.
  public func numeric(_ column: Int) -> Int128 {
    withBytes(column) { bytes in
      guard let pico = NumericFormat.decode(bytes) else {
        preconditionFailure("column \(column) holds a numeric that is not a whole number of 10^-12")
      }
      return pico
    }
  }

  /// The elements of a one-dimensional `numeric[]`, each a count of 10^-12.
  public func numerics(_ column: Int) -> [Int128] { withBytes(column) { NumericFormat.decodeArray($0) } }

  /// The elements of a one-dimensional `text[]`.
  public func texts(_ column: Int) -> [String] {
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
  public func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    precondition(!isNull(column), "column \(column) is null")
    let length = Int(PQgetlength(result.pointer, index, Int32(column)))
    return try body(UnsafeRawBufferPointer(start: PQgetvalue(result.pointer, index, Int32(column)), count: length))
  }
}
