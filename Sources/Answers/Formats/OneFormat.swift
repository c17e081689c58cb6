import Ledger
import PlatformReports
import Refusals
import ReportMatching
import Schemas
import Store

/// A format: its columns, what they mean, and the versions of it that a label has written.
package struct OneFormat: Question {
  package struct Column: Codable, Sendable {
    package let column: String
    /// Left out for a column that is not read.
    package let meaning: String?
    package let required: Bool
  }

  package struct Version: Codable, Sendable {
    package let version: Int
    package let recorded_at: Time
    package let recorded_by: String
    /// True if the format was taken away by it.
    package let removed: Bool
  }

  package struct Answer: Codable, Sendable {
    package let name, title, lines, from: String
    package let asks: Bool
    package let columns: [Column]
    /// The file of it; left out for records, which no file describes.
    package let yaml: String?
    /// The latest first; none of a format that no label has added.
    package let versions: [Version]
  }

  let name: String
  let installed: InstalledFormats

  package init(_ name: String, _ installed: InstalledFormats) {
    self.name = name
    self.installed = installed
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let format = try await asking.formats(installed).named(name)
    let versions = try await asking.database { try LabelFormatStore($0).versions(name) }
    let listed = ListedFormat(format)
    // Of a label's own that which was sent, and not what it is with all of the one that it is like.
    let file = format.origin == .label ? versions.first?.content ?? "" : format.source
    return Answer(
      name: listed.name, title: listed.title, lines: listed.lines, from: listed.from, asks: listed.asks,
      columns: format.columns.map { Column(column: $0.name, meaning: $0.role, required: $0.isRequired) },
      yaml: file.isEmpty ? nil : file,
      versions: versions.map {
        Version(
          version: $0.number, recorded_at: Time(shown: $0.recordedAt), recorded_by: $0.actor?.name ?? "",
          removed: $0.content == nil)
      })
  }
}

extension ListedFormat {
  static func missing(_ name: String) -> Refused { .missing("format", name) }
}
