import Ledger
import PlatformReports
import Refusals
import ReportMatching
import Store

/// Adds a label's own format, or another version of one. It takes the place of one that came with the program.
package struct WriteFormat: UseCase {
  package static let act = Act.writeFormat
  package let subject: String

  let text: String
  let installed: InstalledFormats

  /// - Parameters:
  ///   - name: the format's, which stands in it too.
  ///   - text: YAML (docs/formats.md).
  package init(_ name: String, text: String, _ installed: InstalledFormats) {
    subject = name
    self.text = text
    self.installed = installed
  }

  package func answer(_ asking: some Asking) async throws -> OneFormat.Answer {
    guard FormatBook([])[subject] == nil else {
      throw Refused(.conflict, "\(subject) is the format of records that a standard describes, and no file can")
    }
    _ = try installed.format(subject, text)
    _ = try await asking.database { try LabelFormatStore($0).write(subject, text) }
    return try await OneFormat(subject, installed).answer(asking)
  }
}

/// Takes a label's own format away. Its versions stay on record, and one of the name that came with the program counts again.
package struct RemoveFormat: UseCase {
  package struct Answer: Codable, Sendable {
    package let removed: String
  }

  package static let act = Act.removeFormat
  package let subject: String

  package init(_ name: String) {
    subject = name
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    try await asking.database { db in
      let store = LabelFormatStore(db)
      guard try store.versions(subject).first?.content != nil else { throw ListedFormat.missing(subject) }
      _ = try store.write(subject, nil)
    }
    return Answer(removed: subject)
  }
}
