import Foundation

/// A folder for files with money in them: its owner alone may enter it.
package enum PrivateFolder {
  /// Makes a folder, and those above it that are missing, whatever the process's umask is. One that is there stays as it
  /// is: whoever made it has said who may enter.
  ///
  /// - Throws: `AtomicFile.Failed` where it cannot be made, or is no folder.
  package static func make(_ path: String) throws {
    if let code = fault(path) {
      throw AtomicFile.Failed(description: "\(path): the folder cannot be made: \(String(cString: strerror(code)))")
    }
  }

  /// - Returns: the error's number, where it cannot be made.
  private static func fault(_ path: String) -> Int32? {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR ? nil : ENOTDIR }
    let above = (path as NSString).deletingLastPathComponent
    if !above.isEmpty, above != path, let code = fault(above) { return code }
    // Somebody else may make it at the same moment.
    return mkdir(path, 0o700) == 0 || errno == EEXIST ? nil : errno
  }

  /// Checks that no link on the way leads out of the folder above.
  ///
  /// - Throws: `AtomicFile.Failed` where one does.
  package static func check(_ path: String, isBelow root: String) throws {
    guard let real = resolved(path), let top = resolved(root), real == top || real.hasPrefix(top + "/") else {
      throw AtomicFile.Failed(
        description:
          "\(path): a link in it leads out of the folder for deliveries. Nothing was written; remove the link.")
    }
  }

  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    let text = String(cString: real)
    return text == "/" ? "" : text
  }
}
