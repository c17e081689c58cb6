import Foundation
import StatementExport
import TestSupport
import Testing

@Suite("Files with money in them")
struct AtomicFileTests {
  private struct Stopped: Error {}

  private func mode(_ path: String) throws -> Int? {
    (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  /// Runs a body on a thread with a umask of its own. The process's is everybody's: other tests make folders meanwhile,
  /// and start programs that inherit it.
  private func withMask(_ mask: mode_t, _ body: @escaping @Sendable () throws -> [Int?]) async throws -> [Int?] {
    try await withCheckedThrowingContinuation { done in
      Thread {
        typealias Unshare = @convention(c) (Int32) -> Int32
        let unshare = dlsym(nil, "unshare").map { unsafeBitCast($0, to: Unshare.self) }
        // CLONE_FS of Linux: root, folder and umask of this thread are its own from here on.
        guard unshare?(0x200) == 0 else {
          done.resume(throwing: NotApart())
          return
        }
        umask(mask)
        done.resume(with: Result { try body() })
      }.start()
    }
  }

  private struct NotApart: Error {}

  @Test("Their owner alone may read them, while they are written and after, whatever the umask is")
  func modes() async throws {
    let folder = try TemporaryFolder()
    for mask in [mode_t(0), 0o777] {
      let path = "\(folder.path)/\(mask)"
      let modes = try await withMask(mask) {
        var modes: [Int?] = []
        try AtomicFile.write(path) { partial in
          modes.append(try mode(partial))
          // Whoever writes it may have a mode of its own in mind.
          chmod(partial, 0o644)
          try Data("1.00".utf8).write(to: URL(fileURLWithPath: partial))
        }
        return modes + [try mode(path)]
      }
      #expect(modes == [0o600, 0o600])
    }
    let folders = ["\(folder.path)/a", "\(folder.path)/a/b"]
    let made = try await withMask(0) {
      try PrivateFolder.make(folders[1])
      return try folders.map(mode)
    }
    #expect(made == [0o700, 0o700])
    chmod(folders[0], 0o750)
    try PrivateFolder.make(folders[1])
    #expect(try mode(folders[0]) == 0o750, "one that is there is as its owner made it")
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
