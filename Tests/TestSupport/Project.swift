import Foundation

/// Where things stand in the checkout.
public enum Project {
  public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardized.path
  public static let migrations = "\(root)/migrations"
  /// A month of inputs and the figures that must follow.
  public static let month = "\(root)/Tests/Fixtures/month"

  /// The release binary, beside the tests.
  public static let binary: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("ledgerline").path
    return FileManager.default.isExecutableFile(atPath: beside) ? beside : "\(root)/.build/release/ledgerline"
  }()
}
