import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix

/// The body of a request as a file: a report may be larger than memory.
enum SpooledUpload {
  private static let chunk = 1 << 20

  /// - Parameters:
  ///   - limit: bytes at most.
  ///   - body: is given the path; the file goes when it is over.
  /// - Throws: `Problem` for a body that is larger; what the body throws.
  static func with<T>(_ request: Request, limit: Int64, _ body: (String) async throws -> T) async throws -> T {
    // One that says it is too large is not read at all.
    if let told = request.headers[.contentLength].flatMap({ Int64($0) }), told > limit { throw tooLarge(limit) }
    let path = "\(NSTemporaryDirectory())/ledgerline-upload-\(UUID().uuidString)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failed(description: "\(path): \(String(cString: strerror(errno)))") }
    defer { unlink(path) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var (buffer, size) = (ByteBuffer(), Int64(0))
    var parts = request.body.makeAsyncIterator()
    while let part = try await next(&parts) {
      size += Int64(part.readableBytes)
      guard size <= limit else { throw tooLarge(limit) }
      buffer.writeImmutableBuffer(part)
      if buffer.readableBytes >= chunk {
        try await write(buffer, to: file)
        buffer.clear()
      }
    }
    try await write(buffer, to: file)
    return try await body(path)
  }

  /// A sender that goes away in the middle is no fault of ours.
  private static func next(_ parts: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
    do {
      return try await parts.next()
    } catch let error as CancellationError {
      throw error
    } catch {
      throw Problem.cutOff
    }
  }

  /// The disk blocks, and cooperative threads must not.
  private static func write(_ buffer: ByteBuffer, to file: FileHandle) async throws {
    let target = Unshared(file: file)
    try await NIOThreadPool.singleton.runIfActive {
      try target.file.write(contentsOf: Data(buffer.readableBytesView))
    }
  }

  private struct Unshared: @unchecked Sendable {
    // One task writes it, each time waiting for the end.
    let file: FileHandle
  }

  private struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  private static func tooLarge(_ limit: Int64) -> Problem {
    let size = limit >= 1 << 30 ? "\(limit >> 30) GiB" : "\(limit >> 20) MiB"
    return Problem(
      "too-large", "The body is too large", 413,
      "A file is at most \(size): compress a report with gzip, or import it on the command line.")
  }
}
