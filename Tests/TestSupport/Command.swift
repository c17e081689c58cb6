import Foundation
import Synchronization

/// A program that a test runs: ours, or another.
public final class Command: @unchecked Sendable {
  // `process` is set up before it is shared; its output is guarded by the mutex.
  private let process = Process()
  private let output = Mutex(Data())
  private let errors = Mutex(Data())
  private let input = Pipe()

  /// Starts ledgerline.
  public convenience init(_ arguments: [String], environment: [String: String] = [:]) throws {
    try self.init(Project.binary, arguments, environment: environment)
  }

  /// Starts a program.
  public init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("LEDGERLINE_") }
      .merging(environment) { _, given in given }
    process.currentDirectoryURL = URL(fileURLWithPath: "/tmp")
    let out = Pipe()
    let err = Pipe()
    process.standardOutput = out
    process.standardError = err
    process.standardInput = input
    out.fileHandleForReading.readabilityHandler = { [weak self] in
      let data = $0.availableData
      self?.output.withLock { $0 += data }
    }
    err.fileHandleForReading.readabilityHandler = { [weak self] in
      let data = $0.availableData
      self?.errors.withLock { $0 += data }
    }
    try process.run()
  }

  public var id: Int32 { process.processIdentifier }
  public var isRunning: Bool { process.isRunning }
  public var standardOutput: String { output.withLock { String(decoding: $0, as: UTF8.self) } }
  public var standardError: String { errors.withLock { String(decoding: $0, as: UTF8.self) } }

  public func send(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Writes to its standard input and closes that.
  public func feed(_ text: String) {
    try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try? input.fileHandleForWriting.close()
  }

  /// Waits for the end.
  ///
  /// - Returns: the exit code, negative for a signal; `nil` when it took too long, and was killed.
  @discardableResult
  public func wait(seconds: Double = 120) async throws -> Int32? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while process.isRunning {
      guard ContinuousClock.now < deadline else {
        send(SIGKILL)
        return nil
      }
      try await Task.sleep(for: .milliseconds(20))
    }
    // What is still in the pipes.
    try await Task.sleep(for: .milliseconds(50))
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  /// Waits until its output has a line that matches.
  public func line(_ matches: (String) -> Bool, seconds: Double = 60) async throws -> String? {
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
public struct CommandLineTool: Sendable {
  public struct Failed: Error, CustomStringConvertible {
    public let description: String

    public init(description: String) {
      self.description = description
    }
  }

  public let environment: [String: String]

  public init(database: String, _ more: [String: String] = [:]) {
    environment = more.merging(["LEDGERLINE_DATABASE_URL": database]) { given, _ in given }
  }

  public func start(_ arguments: String...) throws -> Command { try Command(arguments, environment: environment) }

  /// Runs a command that must succeed.
  @discardableResult
  public func run(_ arguments: String...) async throws -> String {
    let command = try Command(arguments, environment: environment)
    let code = try await command.wait()
    guard code == 0 else {
      throw Failed(
        description: "ledgerline \(arguments.joined(separator: " ")): \(code ?? -1)\n\(command.standardError)")
    }
    return command.standardOutput
  }

  /// Runs a command that must be refused.
  ///
  /// - Returns: what it said.
  public func refusal(_ arguments: String...) async throws -> (code: Int32?, said: String) {
    let command = try Command(arguments, environment: environment)
    let code = try await command.wait()
    return (code, command.standardError)
  }

  /// Runs a command with `--format json`.
  public func json(_ arguments: String...) async throws -> [String: Any] {
    let command = try Command(arguments + ["--format", "json"], environment: environment)
    let code = try await command.wait()
    guard code == 0,
      let object = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? [String: Any]
    else { throw Failed(description: "ledgerline \(arguments.joined(separator: " ")): \(command.standardError)") }
    return object
  }
}
