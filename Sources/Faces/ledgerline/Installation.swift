import Foundation

/// Places of the files that come with the program: migrations, rate tables, the dashboard.
enum Installation {
  /// A folder that comes with ledgerline: beside the binary's ancestors in a checkout, or where it was installed.
  static func folder(_ name: String) throws -> String {
    let executable =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    var ancestor = URL(fileURLWithPath: executable).deletingLastPathComponent()
    var places: [String] = []
    if let share = ProcessInfo.processInfo.environment["LEDGERLINE_SHARE"] { places.append(share) }
    while ancestor.path != "/" {
      places.append(ancestor.path)
      places.append(ancestor.appendingPathComponent("share/ledgerline").path)
      ancestor.deleteLastPathComponent()
    }
    // A binary that was built into a folder elsewhere still knows its checkout.
    places.append(
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").standardized.path)
    for place in places where FileManager.default.fileExists(atPath: "\(place)/migrations") {
      let folder = "\(place)/\(name)"
      if FileManager.default.fileExists(atPath: folder) { return folder }
    }
    throw Failure("the folder \"\(name)\" of ledgerline is not beside the program: name its place in LEDGERLINE_SHARE")
  }
}
