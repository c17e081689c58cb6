/// A value bound to a parameter, sent in PostgreSQL's binary format.
package enum Value: Sendable {
  case null
  case bool(Bool)
  case int16(Int16)
  case int32(Int32)
  case int64(Int64)
  case text(String)
  case bytes([UInt8])
  /// Days since 1970-01-01.
  case date(Int32)
  /// Microseconds since 1970-01-01T00:00:00Z, as `timestamptz`.
  case timestamp(Int64)
  /// A `numeric` with 12 decimals, as a count of 10^-12.
  case numeric(Int128)
  case int32s([Int32])
  case int64s([Int64])
  case dates([Int32])
  case timestamps([Int64])
  case texts([String])
  case bytesList([[UInt8]])
  /// `numeric[]`, each element a count of 10^-12.
  case numerics([Int128])

  /// The type's OID in `pg_type.dat`.
  var oid: UInt32 {
    switch self {
    case .null: 0
    case .bool: 16
    case .bytes: 17
    case .int64: 20
    case .int16: 21
    case .int32: 23
    case .text: 25
    case .date: 1082
    case .timestamp: 1184
    case .numeric: 1700
    case .bytesList: 1001
    case .int32s: 1007
    case .texts: 1009
    case .int64s: 1016
    case .dates: 1182
    case .timestamps: 1185
    case .numerics: 1231
    }
  }

  /// Appends the binary form; nothing for null.
  func encode(into buffer: inout [UInt8]) {
    switch self {
    case .null: break
    case .bool(let value): buffer.append(value ? 1 : 0)
    case .int16(let value): buffer.appendBigEndian(value)
    case .int32(let value): buffer.appendBigEndian(value)
    case .int64(let value): buffer.appendBigEndian(value)
    case .text(let value): buffer.append(contentsOf: value.utf8)
    case .bytes(let value): buffer.append(contentsOf: value)
    case .date(let days): buffer.appendBigEndian(days - PostgresEpoch.days)
    case .timestamp(let microseconds): buffer.appendBigEndian(microseconds - PostgresEpoch.microseconds)
    case .numeric(let pico): NumericFormat.encode(pico: pico, into: &buffer)
    case .int32s(let values):
      Self.header(count: values.count, element: 23, into: &buffer)
      for value in values { Self.element(value, into: &buffer) }
    case .int64s(let values):
      Self.header(count: values.count, element: 20, into: &buffer)
      for value in values { Self.element(value, into: &buffer) }
    case .dates(let values):
      Self.header(count: values.count, element: 1082, into: &buffer)
      for value in values { Self.element(value - PostgresEpoch.days, into: &buffer) }
    case .timestamps(let values):
      Self.header(count: values.count, element: 1184, into: &buffer)
      for value in values { Self.element(value - PostgresEpoch.microseconds, into: &buffer) }
    case .texts(let values):
      Self.header(count: values.count, element: 25, into: &buffer)
      for value in values {
        buffer.appendBigEndian(Int32(value.utf8.count))
        buffer.append(contentsOf: value.utf8)
      }
    case .numerics(let values):
      Self.header(count: values.count, element: 1700, into: &buffer)
      for value in values {
        let start = buffer.count
        buffer.appendBigEndian(Int32(0))
        NumericFormat.encode(pico: value, into: &buffer)
        buffer.setBigEndian(Int32(buffer.count - start - 4), at: start)
      }
    case .bytesList(let values):
      Self.header(count: values.count, element: 17, into: &buffer)
      for value in values {
        buffer.appendBigEndian(Int32(value.count))
        buffer.append(contentsOf: value)
      }
    }
  }

  private static func header(count: Int, element oid: Int32, into buffer: inout [UInt8]) {
    buffer.appendBigEndian(Int32(count == 0 ? 0 : 1))
    buffer.appendBigEndian(Int32(0))
    buffer.appendBigEndian(oid)
    guard count > 0 else { return }
    buffer.appendBigEndian(Int32(count))
    buffer.appendBigEndian(Int32(1))
  }

  private static func element(_ value: some FixedWidthInteger, into buffer: inout [UInt8]) {
    buffer.appendBigEndian(Int32(value.bitWidth / 8))
    buffer.appendBigEndian(value)
  }
}

/// PostgreSQL counts days and microseconds from 2000-01-01.
enum PostgresEpoch {
  static let days: Int32 = 10_957
  static let microseconds: Int64 = 946_684_800_000_000
}

/// A Swift type that has one natural PostgreSQL type.
package protocol Bindable {
  var value: Value { get }
}

extension Bool: Bindable { package var value: Value { .bool(self) } }
extension Int16: Bindable { package var value: Value { .int16(self) } }
extension Int32: Bindable { package var value: Value { .int32(self) } }
extension Int64: Bindable { package var value: Value { .int64(self) } }
extension Int: Bindable { package var value: Value { .int64(Int64(self)) } }
extension String: Bindable { package var value: Value { .text(self) } }

extension [UInt8] {
  /// Overwrites bytes that were left free for a value.
  mutating func setBigEndian(_ value: Int32, at start: Int) {
    Swift.withUnsafeBytes(of: value.bigEndian) { bytes in
      for (offset, byte) in bytes.enumerated() { self[start + offset] = byte }
    }
  }

  mutating func appendBigEndian<I: FixedWidthInteger>(_ value: I) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
