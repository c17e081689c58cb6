import Gzip

/// What a stream inflates to, written to the reader in pieces of a size.
func inflated(_ bytes: [UInt8], pieces: Int = .max, chunk: Int = 1 << 18) throws -> [UInt8] {
  let reader = GzipReader(chunk: chunk)
  var content: [UInt8] = []
  var start = 0
  while start < bytes.count {
    let end = pieces < bytes.count - start ? start + pieces : bytes.count
    try bytes[start..<end].withUnsafeBytes { try reader.write($0) { content.append(contentsOf: $0) } }
    start = end
  }
  try reader.finish()
  return content
}
