import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Postgres
import Store

/// A document on its way out: made in a file that nobody else sees, and sent piece by piece. So it may be larger than
/// memory, and its length is known.
enum SpooledFile {
  static let workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
  private static let chunk = 1 << 17

  /// - Parameters:
  ///   - name: what it is saved as; its ending is the file's.
  ///   - make: writes the file whose path it is given, on a connection without a time limit.
  static func response(
    _ call: Call, name: String, type: String, _ make: @escaping @Sendable (Connection, String) throws -> Void
  ) async throws -> Response {
    let path = "\(NSTemporaryDirectory())/ledgerline-\(UUID().uuidString).\((name as NSString).pathExtension)"
    let made = try await call.atLength { db in
      try make(db, path)
      try call.deed.finish(db, reference: name)
      defer { unlink(path) }
      guard let handle = FileHandle(forReadingAtPath: path) else { throw Problem.failed }
      return Spooled(handle: handle, size: Int(try handle.seekToEnd()))
    }
    try made.handle.seek(toOffset: 0)
    return Response(
      status: .ok,
      headers: [
        .contentType: type, .cacheControl: "no-store",
        .contentDisposition:
          "attachment; filename=\"\(name.filter { $0.isLetter || $0.isNumber || "-_.@".contains($0) }.filter(\.isASCII))\"",
      ],
      body: ResponseBody(contentLength: made.size) { writer in
        while true {
          let data = try await NIOThreadPool.singleton.runIfActive { try made.handle.read(upToCount: chunk) }
          guard let data, !data.isEmpty else { break }
          try await writer.write(ByteBuffer(bytes: data))
        }
        try made.handle.close()
        try await writer.finish(nil)
      })
  }

  /// A file without a name.
  private struct Spooled: @unchecked Sendable {
    // One task reads it, from its start to its end.
    let handle: FileHandle
    let size: Int
  }
}
