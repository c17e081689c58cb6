import CSpawn
import Foundation
import Synchronization

/// A program that a test runs: ours, or another.
///
/// Started by the system's own call. Foundation's `Process` learns of an end by the closing of a descriptor, which any program
/// that is started in the same moment may inherit and hold open for as long as it runs; and it reads beyond the list of open
/// descriptors where there are more than a thousand.
package final class Command: Sendable {
  package let id: Int32
  // Output goes to files and not through pipes: what was written is there.
  private let files: String
  private let input: Mutex<Int32>
  private let end = Mutex<Int32?>(nil)

  /// Starts ledgerline.
  package convenience init(_ arguments: [String], environment: [String: String] = [:]) throws {
    try self.init(Project.binary, arguments, environment: environment)
  }

  /// Starts a program.
  package init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    let files = "/tmp/ledgerline-command-\(UUID().uuidString)"
    let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("LEDGERLINE_") }
      .merging(Self.user) { _, ours in ours }.merging(environment) { _, given in given }
    var ends: [Int32] = [0, 0]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { throw CommandLineTool.Failed(description: "pipe: \(errno)") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    for (descriptor, name) in [(Int32(1), ".out"), (2, ".err")] {
      posix_spawn_file_actions_addopen(&actions, descriptor, files + name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    }
    posix_spawn_file_actions_addchdir_np(&actions, "/tmp")
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals are as a shell would have them, whatever the test process does with its own.
    var (none, usual) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&usual)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD] { sigaddset(&usual, number) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var id: pid_t = 0
    let failure = posix_spawn(&id, program, &actions, &attributes, words, variables)
    close(ends[0])
    guard failure == 0 else {
      close(ends[1])
      throw CommandLineTool.Failed(description: "\(program): \(String(cString: strerror(failure)))")
    }
    self.id = id
    self.files = files
    input = Mutex(ends[1])
  }

  /// As root: services become the user of the tests' private server, who alone may connect to it.
  private static let user = geteuid() == 0 ? ["LEDGERLINE_USER": TemporaryFolder.owner] : [:]

  package var isRunning: Bool { ended == nil }
  package var standardOutput: String { Self.read(files + ".out") }
  package var standardError: String { Self.read(files + ".err") }

  deinit {
    closeInput()
    _ = ended
    unlink(files + ".out")
    unlink(files + ".err")
  }

  private static func read(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }

  /// Sends a signal; to one that has ended, nothing.
  package func send(_ number: Int32) {
    end.withLock { if $0 == nil { kill(id, number) } }
  }

  /// Writes to its standard input and closes that.
  package func feed(_ text: String) {
    let input = input.withLock { $0 }
    try? FileHandle(fileDescriptor: input, closeOnDealloc: false).write(contentsOf: Data(text.utf8))
    closeInput()
  }

  private func closeInput() {
    input.withLock {
      if $0 >= 0 { close($0) }
      $0 = -1
    }
  }

  /// Waits for the end.
  ///
  /// - Returns: the exit code, negative for a signal; `nil` when it took too long, and was killed.
  @discardableResult
  package func wait(seconds: Double = 300) async throws -> Int32? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      if let ended { return ended }
      guard ContinuousClock.now < deadline else {
        send(SIGKILL)
        return nil
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// The exit code, negative for a signal; `nil` while it runs.
  private var ended: Int32? {
    end.withLock { end in
      if let end { return end }
      var status: Int32 = 0
      guard waitpid(id, &status, WNOHANG) == id else { return nil }
      end = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
      return end
    }
  }

  /// Runs a program that takes moments and must succeed.
  ///
  /// - Returns: what it printed.
  package static func output(_ program: String, _ arguments: [String]) throws -> String {
    let command = try Command(program, arguments)
    while command.isRunning { usleep(5_000) }
    guard command.ended == 0 else {
      throw CommandLineTool.Failed(
        description: "\(program) \(arguments.suffix(3)): \(command.ended ?? 0)\n\(command.standardError)")
    }
    return command.standardOutput
  }

  /// Waits until its output has a line that matches.
  package func line(_ matches: (String) -> Bool, seconds: Double = 60) async throws -> String? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
      let lines = (standardOutput + "\n" + standardError).split(separator: "\n").map(String.init)
      if let line = lines.first(where: matches) { return line }
      if !isRunning { return nil }
      try await Task.sleep(for: .milliseconds(20))
    }
    return nil
  }
}

/// The command line of ledgerline on one database.
package struct CommandLineTool: Sendable {
  package struct Failed: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) {
      self.description = description
    }
  }

  package let environment: [String: String]

  package init(database: String, _ more: [String: String] = [:]) {
    environment = more.merging(["LEDGERLINE_DATABASE_URL": database]) { given, _ in given }
  }

  package func start(_ arguments: String...) throws -> Command { try Command(arguments, environment: environment) }

  /// Runs a command that must succeed.
  @discardableResult
  package func run(_ arguments: String...) async throws -> String {
    let command = try Command(arguments, environment: environment)
    let code = try await command.wait()
    guard code == 0 else {
      throw Failed(
        description:
          "ledgerline \(arguments.joined(separator: " ")): \(code.map { "ended with \($0)" } ?? "took too long")\n"
          + command.standardError)
    }
    return command.standardOutput
  }

  /// Runs a command that must be refused.
  ///
  /// - Returns: what it said.
  package func refusal(_ arguments: String...) async throws -> (code: Int32?, said: String) {
    let command = try Command(arguments, environment: environment)
    let code = try await command.wait()
    return (code, command.standardError)
  }

  /// Runs a command with `--format json`.
  package func json(_ arguments: String...) async throws -> [String: Any] { try await json(arguments: arguments) }

  package func json(arguments: [String]) async throws -> [String: Any] {
    let command = try Command(arguments + ["--format", "json"], environment: environment)
    let code = try await command.wait()
    guard code == 0,
      let object = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? [String: Any]
    else { throw Failed(description: "ledgerline \(arguments.joined(separator: " ")): \(command.standardError)") }
    return object
  }
}
