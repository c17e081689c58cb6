import Foundation
import TestSupport

/// A headless Chromium with one page, driven through its debugging protocol.
final class Browser: Sendable {
  private let process: Command
  private let port: Int
  private let socket: WebSocket

  static func open(_ address: String) async throws -> Browser {
    let profile = "/tmp/ledgerline-browser-\(UUID().uuidString)"
    let process = try Command(
      "/usr/bin/chromium",
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0",
        "--user-data-dir=\(profile)", "about:blank",
      ])
    guard let line = try await process.line({ $0.contains("DevTools listening on") }, seconds: 60),
      let match = line.firstMatch(of: #/127\.0\.0\.1:(\d+)//#)
    else { throw CommandLineTool.Failed(description: "Chromium did not start: \(process.standardError)") }
    let port = Int(match.1)!
    let list = try Command("/usr/bin/curl", ["-s", "http://127.0.0.1:\(port)/json"])
    try await list.wait()
    let pages = try JSONSerialization.jsonObject(with: Data(list.standardOutput.utf8)) as! [[String: Any]]
    let page = pages.first { $0["type"] as? String == "page" }!
    let browser = Browser(
      process: process, port: port,
      socket: try WebSocket(port: port, path: URL(string: page["webSocketDebuggerUrl"] as! String)!.path))
    _ = try await browser.socket.call("Page.navigate", ["url": address])
    return browser
  }

  private init(process: Command, port: Int, socket: WebSocket) {
    self.process = process
    self.port = port
    self.socket = socket
  }

  /// What an expression gives, as text.
  @discardableResult
  func evaluate(_ script: String) async throws -> String {
    let answer = try await socket.call("Runtime.evaluate", ["expression": "String(\(script))", "returnByValue": true])
    let result = answer["result"] as? [String: Any]
    return (result?["result"] as? [String: Any])?["value"] as? String ?? ""
  }

  func close() { process.send(SIGKILL) }
}
