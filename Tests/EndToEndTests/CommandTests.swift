import Foundation
import TestSupport
import Testing

/// The programs that tests run.
@Suite("Programs that tests run")
struct CommandTests {
  @Test("A program has ended when it has, though one that it started still holds all that it had open")
  func endsWithItself() async throws {
    let command = try Command("/bin/sh", ["-c", "sleep 60 & echo $!; exit 3"])
    #expect(try await command.wait(seconds: 30) == 3)
    let sleeping = try await command.line { !$0.isEmpty }
    kill(try #require(sleeping.flatMap(Int32.init)), SIGKILL)
    let killed = try Command("/bin/sleep", ["60"])
    #expect(killed.isRunning)
    killed.send(SIGTERM)
    #expect(try await killed.wait(seconds: 30) == -SIGTERM)
    #expect(!killed.isRunning)
    #expect(try Command.output("/bin/echo", ["so"]) == "so\n")
    #expect(throws: CommandLineTool.Failed.self) { try Command.output("/bin/sh", ["-c", "exit 1"]) }
  }
}
