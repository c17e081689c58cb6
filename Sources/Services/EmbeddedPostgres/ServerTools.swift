import Foundation
import Subprocess

#if canImport(Glibc)
  import Glibc
#endif
#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// PostgreSQL's own programs, run as somebody who is not root: the server refuses to be root's.
struct ServerTools: Sendable {
  private let folder: String
  /// Whom root becomes to run them; `nil` where we are not root.
  let user: String?

  /// The newest server that Debian's packages, or the path, have.
  ///
  /// - Parameter owner: whom root becomes.
  static func find(owner: String) throws -> ServerTools {
    let debian = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
    let candidates =
      versions.compactMap(Int.init).sorted(by: >).map { "\(debian)/\($0)/bin" }
      + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    guard let folder = candidates.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }) else {
      throw EmbeddedPostgres.Failure(
        description:
          "no PostgreSQL server is installed: `apt-get install postgresql`, or name one in LEDGERLINE_DATABASE_URL")
    }
    guard geteuid() == 0 else { return ServerTools(folder: folder, user: nil) }
    guard getpwnam(owner) != nil else {
      throw EmbeddedPostgres.Failure(
        description: "PostgreSQL does not run as root, and there is no user \"\(owner)\" to run it as: "
          + "install Debian's package postgresql, or run ledgerline as another user")
    }
    return ServerTools(folder: folder, user: owner)
  }

  /// Makes a folder the server's user's own.
  func give(_ path: String) throws {
    guard geteuid() == 0, let user, let entry = getpwnam(user) else { return }
    guard chown(path, entry.pointee.pw_uid, entry.pointee.pw_gid) == 0 else {
      throw EmbeddedPostgres.Failure(
        description: "\(path) cannot be given to \(user): \(String(cString: strerror(errno)))")
    }
  }

  /// Check of a folder where others may write, as in /tmp: somebody may have put one, or a link to one, in the place of
  /// ours.
  func requireOwn(_ path: String) throws {
    var status = stat()
    let ours = [geteuid()] + (user.flatMap { getpwnam($0) }.map { [$0.pointee.pw_uid] } ?? [])
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, ours.contains(status.st_uid),
      status.st_mode & 0o022 == 0
    else {
      throw EmbeddedPostgres.Failure(
        description: "\(path) is there, and no folder of ours: remove it, or set LEDGERLINE_DATA to a shorter path")
    }
  }

  func succeeds(_ program: String, _ arguments: [String]) async throws -> Bool {
    try await launch(program, arguments).isSuccess
  }

  /// - Throws: `EmbeddedPostgres.Failure` with the last of what the program said.
  func run(_ program: String, _ arguments: [String], log: String? = nil) async throws {
    let result = try await launch(program, arguments)
    guard !result.isSuccess else { return }
    let said = log.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) } ?? result.said
    let last = said.split(separator: "\n").suffix(4).joined(separator: " / ")
    throw EmbeddedPostgres.Failure(description: "\(program) failed: \(last)")
  }

  private func launch(_ program: String, _ arguments: [String]) async throws -> (isSuccess: Bool, said: String) {
    var command = ["\(folder)/\(program)"] + arguments
    // Who was root and is no more has become this user.
    if let user, geteuid() == 0 { command = ["/usr/sbin/runuser", "-u", user, "--"] + command }
    // A file and not a pipe: the server that pg_ctl leaves behind would hold the pipe open.
    let output = "\(NSTemporaryDirectory())/ledgerline-\(UUID().uuidString)"
    let descriptor = try FileDescriptor.open(
      FilePath(output), .readWrite, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
    defer {
      try? descriptor.close()
      unlink(output)
    }
    var options = PlatformOptions()
    // A session of its own: Ctrl-C is for us, and the server stops when we say so.
    options.createSession = true
    let result = try await Subprocess.run(
      .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst())),
      workingDirectory: FilePath("/"), platformOptions: options, input: .none,
      output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false),
      error: .fileDescriptor(descriptor, closeAfterSpawningProcess: false))
    return (result.terminationStatus.isSuccess, (try? String(contentsOfFile: output, encoding: .utf8)) ?? "")
  }
}
