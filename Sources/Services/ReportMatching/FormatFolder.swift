import Foundation
import PlatformReports
import Texts

/// Folders with files of formats, `<name>.yaml` each.
enum FormatFolder {
  /// Files of a folder at most.
  private static let maximumFiles = 1_000

  /// - Parameter known: formats that they may be like; those of the folder itself too, where they stand before.
  /// - Throws: `ImportError` for a folder that cannot be read, `InputError` with file and line for what is no format.
  static func read(
    _ folder: String, _ origin: ReportFormat.Origin, known: [ReportFormat] = []
  ) throws -> [ReportFormat] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
    } catch {
      throw ImportError("\(folder) is not a folder of formats that can be read")
    }
    guard names.count <= maximumFiles else { throw ImportError("\(folder) has more than \(maximumFiles) formats") }
    var formats: [ReportFormat] = []
    for name in names {
      var format = try format("\(folder)/\(name)", known + formats)
      format.origin = origin
      formats.append(format)
    }
    return formats
  }

  private static func format(_ path: String, _ known: [ReportFormat]) throws -> ReportFormat {
    guard let bytes = FileManager.default.contents(atPath: path) else { throw ImportError("\(path) cannot be read") }
    guard bytes.count <= YAMLDocument.maximumBytes, let text = String(bytes: bytes, encoding: .utf8) else {
      throw ImportError("\(path) is not UTF-8 text of at most \(YAMLDocument.maximumBytes) bytes")
    }
    return try FormatFile.parse(file: path, text: text, known: known)
  }
}
