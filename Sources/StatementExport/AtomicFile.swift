import Foundation

/// A file that is there whole or not at all: it is written beside its place, and moved there when it is finished.
public enum AtomicFile {
  /// Why a file could not be written. What stood at its place stands there still.
  public struct Failed: Error, CustomStringConvertible {
    public let description: String
  }

  /// - Parameters:
  ///   - isNew: whether a file that stands at its place is left alone, and is an error.
  ///   - body: writes the file whose path it is given.
  public static func write(_ path: String, isNew: Bool = false, _ body: (String) throws -> Void) throws {
    let url = URL(fileURLWithPath: path)
    let partial = url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).partial").path
    do {
      try body(partial)
      try synchronize(partial)
      // A link, unlike a renamed file, never takes another's place.
      guard (isNew ? link(partial, path) : rename(partial, path)) == 0 else {
        throw Failed(description: "\(path): \(String(cString: strerror(errno)))")
      }
      if isNew { unlink(partial) }
    } catch {
      unlink(partial)
      throw error
    }
  }

  /// The bytes are on the disk before the name says that they are.
  private static func synchronize(_ path: String) throws {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw Failed(description: "\(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Failed(description: "\(path): \(String(cString: strerror(errno)))") }
  }
}
