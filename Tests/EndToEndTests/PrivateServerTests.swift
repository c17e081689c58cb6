import EmbeddedPostgres
import Foundation
import TestSupport
import Testing

@Suite("The private PostgreSQL")
struct PrivateServerTests {
  @Test("Where a stopped command has its turn for ever, the next one says so and what to do")
  func turn() async throws {
    let folder = try TemporaryFolder()
    let turn = open("\(folder.path)/turn", O_RDWR | O_CREAT, 0o600)
    defer { close(turn) }
    #expect(flock(turn, LOCK_EX) == 0)
    let failure = await #expect(throws: EmbeddedPostgres.Failure.self) {
      try await EmbeddedPostgres.start(folder: folder.path, patience: .milliseconds(200))
    }
    #expect(failure?.description.contains("fuser \(folder.path)/turn") == true)
  }
}
