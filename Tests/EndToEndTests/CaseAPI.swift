import Answers
import Foundation
import TestSupport

/// A server on the database of a case, and a token that may do all there.
final class CaseAPI {
  let client: Client
  private let server: Command

  init(_ world: CaseWorld) async throws {
    let port = try freePort()
    server = try world.tool.start("serve", "--port", "\(port)", "--post-every", "0")
    guard try await server.line({ $0.contains("listening on") }) != nil else {
      throw CommandLineTool.Failed(description: "the server did not start: \(server.standardError)")
    }
    let scopes = Scope.allCases.flatMap { ["--scope", $0.rawValue] }
    let made = try await world.tool.json(
      arguments: ["tokens", "create", "case", "--all", "--rate-limit", "10000"] + scopes)
    client = Client(port: port, token: made["token"] as? String)
  }

  deinit { server.send(SIGTERM) }

  func act(_ path: String, _ body: String = "{}") async throws -> Client.Answer {
    try await client.get(path, method: "POST", body: body)
  }

  static func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }
}
