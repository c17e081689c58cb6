import Foundation
import StatementExport
import TestSupport
import Testing

/// Serialized: the umask is the process's.
@Suite("Files with money in them", .serialized)
struct AtomicFileTests {
  private struct Stopped: Error {}

  private func mode(_ path: String) throws -> Int? {
    (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test("Their owner alone may read them, while they are written and after, whatever the umask is")
  func modes() throws {
    let folder = try TemporaryFolder()
    for mask in [mode_t(0), 0o777] {
      let before = umask(mask)
      defer { umask(before) }
      let path = "\(folder.path)/\(mask)"
      try AtomicFile.write(path) { partial in
        #expect(try mode(partial) == 0o600)
        // Whoever writes it may have a mode of its own in mind.
        chmod(partial, 0o644)
        try Data("1.00".utf8).write(to: URL(fileURLWithPath: partial))
      }
      #expect(try mode(path) == 0o600)
    }
    let before = umask(0)
    defer { umask(before) }
    try PrivateFolder.make("\(folder.path)/a/b")
    #expect(try mode("\(folder.path)/a") == 0o700 && mode("\(folder.path)/a/b") == 0o700)
    chmod("\(folder.path)/a", 0o750)
    try PrivateFolder.make("\(folder.path)/a/b")
    #expect(try mode("\(folder.path)/a") == 0o750, "one that is there is as its owner made it")
  }

  @Test("What stood there stands there until the new one is whole; nothing else is left")
  func whole() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/statement.json"
    try folder.write("statement.json", "old")
    #expect(throws: Stopped.self) {
      try AtomicFile.write(path) { partial in
        try Data("half".utf8).write(to: URL(fileURLWithPath: partial))
        #expect(try text(path) == "old")
        throw Stopped()
      }
    }
    #expect(try text(path) == "old")
    #expect(throws: AtomicFile.Failed.self) {
      try AtomicFile.write(path, isNew: true) { try Data("new".utf8).write(to: URL(fileURLWithPath: $0)) }
    }
    #expect(try text(path) == "old")
    try AtomicFile.write(path) { try Data("new".utf8).write(to: URL(fileURLWithPath: $0)) }
    #expect(try text(path) == "new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["statement.json"])
  }

  @Test("A link at its place is replaced and not followed; the name on the way is another each time")
  func links() throws {
    let folder = try TemporaryFolder()
    try folder.write("secret", "untouched")
    let path = "\(folder.path)/statement.json"
    #expect(symlink("\(folder.path)/secret", path) == 0)
    var partials: Set<String> = []
    for _ in 0..<3 {
      try AtomicFile.write(path) {
        partials.insert($0)
        try Data("1.00".utf8).write(to: URL(fileURLWithPath: $0))
      }
    }
    #expect(partials.count == 3)
    #expect(try text("\(folder.path)/secret") == "untouched")
    #expect(try text(path) == "1.00" && StatementFiles.isWritten(path))
  }
}
