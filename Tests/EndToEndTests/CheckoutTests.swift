import Foundation
import TestSupport
import Testing

/// What the checkout promises about itself.
@Suite("The checkout")
struct CheckoutTests {
  @Test("Every fault that is put in on purpose has its place in the source, and its tests")
  func faults() async throws {
    let check = try Command("/usr/bin/python3", ["\(Project.root)/scripts/faults", "--check"])
    #expect(try await check.wait() == 0, "\(check.standardError)")
    let count = try #require(check.standardOutput.firstMatch(of: #/^(\d+) faults/#).flatMap { Int($0.1) })
    #expect(count >= 30)
  }

  @Test("Every package that is resolved has its exact version in Package.swift")
  func versions() throws {
    struct Resolved: Decodable {
      struct Pin: Decodable {
        struct State: Decodable { let version: String }
        let identity: String
        let state: State
      }
      let pins: [Pin]
    }
    let manifest = try String(contentsOfFile: "\(Project.root)/Package.swift", encoding: .utf8)
    let file = try #require(FileManager.default.contents(atPath: "\(Project.root)/Package.resolved"))
    let pins = try JSONDecoder().decode(Resolved.self, from: file).pins
    #expect(pins.count > 20)
    for pin in pins {
      let line = manifest.split(separator: "\n").first {
        let text = $0.lowercased()
        return text.contains("/\(pin.identity)\"") || text.contains("/\(pin.identity).git\"")
      }
      #expect(line?.contains("\"\(pin.state.version)\"") == true, "\(pin.identity) \(pin.state.version)")
    }
    #expect(!manifest.contains("from: \""))
  }
}
