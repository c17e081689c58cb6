import Foundation
import PlatformReports
import Texts

/// Folders with files of formats, `<name>.yaml` each.
package enum FormatFolder {
  /// Files of a folder at most.
  private static let maximumFiles = 1_000

  /// - Parameter folders: of two formats with one name, that of the later folder counts.
  /// - Throws: `ImportError` for a folder that cannot be read, `InputError` with file and line for what is no format.
  package static func read(_ folders: [String]) throws -> FormatBook {
    var formats: [ReportFormat] = []
    for folder in folders {
      let names: [String]
      do {
        names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
      } catch {
        throw ImportError("\(folder) is not a folder of formats that can be read")
      }
      guard names.count <= maximumFiles else { throw ImportError("\(folder) has more than \(maximumFiles) formats") }
      for name in names { formats.append(try format("\(folder)/\(name)")) }
    }
    return FormatBook(formats)
  }

  private static func format(_ path: String) throws -> ReportFormat {
    guard let bytes = FileManager.default.contents(atPath: path) else { throw ImportError("\(path) cannot be read") }
    guard bytes.count <= YAMLDocument.maximumBytes, let text = String(bytes: bytes, encoding: .utf8) else {
      throw ImportError("\(path) is not UTF-8 text of at most \(YAMLDocument.maximumBytes) bytes")
    }
    return try FormatFile.parse(file: path, text: text)
  }
}
