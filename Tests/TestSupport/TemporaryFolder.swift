import Foundation

/// A folder that goes when nobody needs it.
package final class TemporaryFolder: Sendable {
  /// Whose services are, and their folders, where root runs the tests.
  static let owner = "postgres"
  package let path = "/tmp/ledgerline-folder-\(UUID().uuidString)"

  package init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    if geteuid() == 0, let entry = getpwnam(Self.owner) { _ = chown(path, entry.pointee.pw_uid, entry.pointee.pw_gid) }
  }

  /// Writes a file, in folders of its own where its name has any.
  package func write(_ name: String, _ text: String) throws {
    let file = "\(path)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: file, atomically: false, encoding: .utf8)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}
