import Foundation

/// Bytes kept aside until they are read back: in memory while they are few, else in a file without a name, which is gone
/// when nobody has it any more, whatever happens.
final class Spool {
  private static let chunk = 1 << 18
  private var bytes: [UInt8] = []
  private var handle: FileHandle?

  func write(_ more: [UInt8]) throws {
    if handle == nil {
      bytes += more
      guard bytes.count > Self.chunk else { return }
      handle = try Self.nameless()
      try handle!.write(contentsOf: bytes)
      bytes = []
      return
    }
    try handle!.write(contentsOf: more)
  }

  /// Hands over everything that was written, from the start.
  func read(_ body: ([UInt8]) throws -> Void) throws {
    guard let handle else {
      if !bytes.isEmpty { try body(bytes) }
      return
    }
    try handle.seek(toOffset: 0)
    while let data = try handle.read(upToCount: Self.chunk), !data.isEmpty { try body(Array(data)) }
  }

  private static func nameless() throws -> FileHandle {
    let path = "\(NSTemporaryDirectory())/ledgerline-\(UUID().uuidString)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else {
      throw AtomicFile.Failed(description: "\(path): \(String(cString: strerror(errno)))")
    }
    unlink(path)
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }
}
