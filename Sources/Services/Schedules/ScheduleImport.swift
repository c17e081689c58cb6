import Foundation
import Postgres
import Refusals
import Statements
import Store

/// Imports schedules from their files.
package struct ScheduleImport {
  private static let fileLimit = 1 << 20
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// All schedules of a folder of `*.yaml`, or of one file, or none.
  ///
  /// - Parameter now: seconds since 1970.
  /// - Returns: the names of those that are new or changed.
  /// - Throws: `InputError` with file and line; `Refused` where there is no file, or one cannot be recorded.
  package func run(path: String, now: Int64) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Refused(.content, "\(path): there is no such file or folder")
    }
    let files =
      isFolder.boolValue
      ? try FileManager.default.contentsOfDirectory(atPath: path).filter {
        $0.hasSuffix(".yaml") || $0.hasSuffix(".yml")
      }.sorted().map { "\(path)/\($0)" } : [path]
    guard !files.isEmpty else { throw Refused(.content, "\(path) has no *.yaml") }
    let store = ScheduleStore(db)
    return try store.write(
      files.map { file in
        try ScheduleFile.parse(file: file, text: text(file), mayBeAbsolute: true, known: store.known)
      }, now: now)
  }

  private func text(_ file: String) throws -> String {
    guard let handle = FileHandle(forReadingAtPath: file) else {
      throw Refused(.content, "\(file): it cannot be read")
    }
    defer { try? handle.close() }
    let data = try handle.read(upToCount: Self.fileLimit + 1) ?? Data()
    guard data.count <= Self.fileLimit else { throw Refused(.content, "\(file) is larger than 1 MiB") }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw InputError(file: file, line: 1, reason: "the text is not UTF-8")
    }
    return text
  }
}
