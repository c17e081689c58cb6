/// Lays values out as libpq wants them: parallel arrays of types, pointers, lengths and formats.
func withParameters<T>(
  _ values: [Value],
  _ body: (
    UnsafePointer<UInt32>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
  ) throws -> T
) rethrows -> T {
  var bytes: [UInt8] = []
  var offsets: [Int?] = []
  var lengths: [Int32] = []
  for value in values {
    let start = bytes.count
    value.encode(into: &bytes)
    if case .null = value { offsets.append(nil) } else { offsets.append(start) }
    lengths.append(Int32(bytes.count - start))
  }
  // An empty text still needs an address, or libpq takes it for null.
  bytes.append(0)
  let formats = [Int32](repeating: 1, count: values.count)
  return try bytes.withUnsafeBytes { buffer in
    let base = buffer.baseAddress!.assumingMemoryBound(to: CChar.self)
    let pointers = offsets.map { offset -> UnsafePointer<CChar>? in offset.map { base + $0 } }
    return try body(values.map(\.oid), pointers, lengths, formats)
  }
}

/// Null-terminated C strings with a null pointer at the end, valid inside the closure only.
func withCStrings<T>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) throws -> T) rethrows -> T {
  var bytes: [CChar] = []
  var offsets: [Int] = []
  for string in strings {
    offsets.append(bytes.count)
    bytes.append(contentsOf: string.utf8CString)
  }
  return try bytes.withUnsafeBufferPointer { buffer in
    let pointers: [UnsafePointer<CChar>?] = offsets.map { buffer.baseAddress! + $0 } + [nil]
    return try body(pointers)
  }
}
