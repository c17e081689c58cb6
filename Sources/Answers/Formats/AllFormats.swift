import PlatformReports
import ReportMatching
import Store

/// A format, as it is listed.
package struct ListedFormat: Codable, Sendable {
  package let name, title: String
  /// Ways in which its lines are cut, and its sheets.
  package let lines: String
  /// Place that it comes from: `program`, `label` or `folder`.
  package let from: String
  /// True if its files do not tell all that a row has, so that a format of the label's own has to.
  package let asks: Bool

  init(_ format: ReportFormat) {
    name = format.name
    title = format.title
    lines = format.delimiters
    from = format.origin.rawValue
    asks = format.asks
  }
}

/// Every format of reports that is read, and where each comes from.
package struct AllFormats: Question {
  package struct Answer: Codable, Sendable {
    package let formats: [ListedFormat]
  }

  let installed: InstalledFormats

  package init(_ installed: InstalledFormats) {
    self.installed = installed
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    Answer(formats: try await asking.formats(installed).formats.map { ListedFormat($0) })
  }
}

extension Asking {
  /// The formats of the installation with those that the label has added.
  func formats(_ installed: InstalledFormats) async throws -> FormatBook {
    try await database { try installed.book(LabelFormatStore($0).all()) }
  }
}

extension FormatBook {
  /// - Throws: `Refused` where there is none of the name.
  func named(_ name: String) throws -> ReportFormat {
    guard let format = self[name] else { throw ListedFormat.missing(name) }
    return format
  }
}
