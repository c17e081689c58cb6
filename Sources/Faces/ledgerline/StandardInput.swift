import Foundation

/// Standard input as a file: its digest must be known before its first line is counted, so it is kept on disk first.
enum StandardInput {
  /// - Returns: the path of a temporary file that the caller deletes.
  static func spool() throws -> String {
    var path = Array("\(NSTemporaryDirectory())/ledgerline-stdin-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else {
      throw Failure("no temporary file for standard input: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    let name = path.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    let input = FileHandle.standardInput
    let output = FileHandle(fileDescriptor: descriptor)
    do {
      while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty { try output.write(contentsOf: chunk) }
    } catch {
      unlink(name)
      throw error
    }
    return name
  }
}
