import Foundation

/// A program that a test runs: ours, or another.
package final class Command: @unchecked Sendable {
  // `process` is set up before it is shared. Output goes to files and not through pipes: what was written is there.
  private let process = Process()
  private let files = "/tmp/ledgerline-command-\(UUID().uuidString)"
  private let input = Pipe()

  /// Starts ledgerline.
  package convenience init(_ arguments: [String], environment: [String: String] = [:]) throws {
    try self.init(Project.binary, arguments, environment: environment)
  }

  /// Starts a program.
  package init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("LEDGERLINE_") }
      .merging(Self.user) { _, ours in ours }.merging(environment) { _, given in given }
    process.currentDirectoryURL = URL(fileURLWithPath: "/tmp")
    process.standardOutput = try Self.create(files + ".out")
    process.standardError = try Self.create(files + ".err")
    process.standardInput = input
    try process.run()
  }

  /// As root: services become the user of the tests' private server, who alone may connect to it.
  private static let user = geteuid() == 0 ? ["LEDGERLINE_USER": TemporaryFolder.owner] : [:]

  package var id: Int32 { process.processIdentifier }
  package var isRunning: Bool { ended == nil }
  package var standardOutput: String { Self.read(files + ".out") }
  package var standardError: String { Self.read(files + ".err") }

  deinit {
    unlink(files + ".out")
    unlink(files + ".err")
  }

  private static func create(_ path: String) throws -> FileHandle {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  private static func read(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }

  package func send(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Writes to its standard input and closes that.
  package func feed(_ text: String) {
    try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try? input.fileHandleForWriting.close()
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
  ///
  /// The system is asked and not only Foundation, which learns of the end by the closing of a descriptor: one that any
  /// program started in the same moment may have inherited, and hold open for as long as it runs. It is looked at
  /// without being collected: that stays Foundation's to do.
  private var ended: Int32? {
    var found = siginfo_t()
    guard waitid(P_PID, id_t(process.processIdentifier), &found, WEXITED | WNOHANG | WNOWAIT) == 0 else {
      guard !process.isRunning else { return nil }
      return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
    guard found._sifields._sigchld.si_pid != 0 else { return nil }
    let status = found._sifields._sigchld.si_status
    return found.si_code == Int32(CLD_EXITED) ? status : -status
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
      if !process.isRunning { return nil }
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
