import Foundation

/// Where things stand in the checkout.
package enum Project {
  package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardized.path
  package static let migrations = "\(root)/migrations"
  /// A month of inputs and the figures that must follow.
  package static let month = "\(root)/Tests/Fixtures/month"

  /// The release binary, beside the tests.
  package static let binary: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("ledgerline").path
    return FileManager.default.isExecutableFile(atPath: beside) ? beside : "\(root)/.build/release/ledgerline"
  }()
}
