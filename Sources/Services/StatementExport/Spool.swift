import Foundation

/// Bytes kept aside on disk, in a file without a name: gone when nobody has it any more, whatever happens.
final class Spool {
  private static let chunk = 1 << 18
  private let handle: FileHandle

  init() throws {
    let path = "\(NSTemporaryDirectory())/ledgerline-\(UUID().uuidString)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else {
      throw AtomicFile.Failed(description: "\(path): \(String(cString: strerror(errno)))")
    }
    unlink(path)
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func write(_ bytes: [UInt8]) throws { try handle.write(contentsOf: bytes) }

  /// Hands over everything that was written, from the start.
  func read(_ body: ([UInt8]) throws -> Void) throws {
    try handle.seek(toOffset: 0)
    while let data = try handle.read(upToCount: Self.chunk), !data.isEmpty { try body(Array(data)) }
  }
}
