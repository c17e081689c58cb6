import Foundation

/// A file that is there whole or not at all: it is written beside its place, and moved there when it is finished.
///
/// Its owner alone may read it, whatever the process's umask is. Nobody can put a link where it is being written: its
/// name there cannot be guessed, and it is not opened if it exists.
package enum AtomicFile {
  /// Why a file could not be written. What stood at its place stands there still.
  package struct Failed: Error, CustomStringConvertible {
    package let description: String
  }

  /// - Parameters:
  ///   - isNew: whether a file that stands at its place is left alone, and is an error.
  ///   - body: writes the file whose path it is given; it is there, and empty.
  package static func write(_ path: String, isNew: Bool = false, _ body: (String) throws -> Void) throws {
    let partial = try begin(in: URL(fileURLWithPath: path).deletingLastPathComponent().path, for: path)
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

  /// Makes an empty file in a folder, to be moved to its place later.
  ///
  /// - Parameter path: its place, for errors.
  static func begin(in folder: String, for path: String) throws -> String {
    let partial = "\(folder)/.ledgerline-\(UUID().uuidString).partial"
    try create(partial, for: path)
    return partial
  }

  private static func create(_ partial: String, for path: String) throws {
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failed(description: "\(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    // Also where the umask would leave less, and whoever writes it could not open it.
    guard fchmod(descriptor, 0o600) == 0 else {
      throw Failed(description: "\(path): \(String(cString: strerror(errno)))")
    }
  }

  /// The bytes are on the disk before the name says that they are, and are still its owner's alone.
  static func synchronize(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failed(description: "\(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else {
      throw Failed(description: "\(path): \(String(cString: strerror(errno)))")
    }
  }
}
