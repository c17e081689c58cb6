import PlatformReports
import Refusals

/// Formats of an installation: those that came with the program, and those of a folder of whoever started it. What a label has
/// added to its database comes between the two.
package struct InstalledFormats: Sendable {
  private let shipped: [ReportFormat]
  private let own: [ReportFormat]

  /// - Parameters:
  ///   - shipped: the folder of those that came with the program.
  ///   - own: a folder of one's own.
  /// - Throws: `ImportError` for a folder that cannot be read, `InputError` with file and line for what is no format.
  package init(_ shipped: String, own: String? = nil) throws {
    self.shipped = try FormatFolder.read(shipped, .program)
    self.own = try own.map { [shipped = self.shipped] in try FormatFolder.read($0, .folder, known: shipped) } ?? []
  }

  /// All formats that a file may be of. Of two with one name that of the folder counts, then the one that was added, so that
  /// whoever stands at the machine has the last word.
  ///
  /// - Parameter added: as `LabelFormatStore` has them.
  /// - Throws: `Refused` for one that this version of the program does not read: without it a file might be taken for what
  ///   it is not, so none is taken.
  package func book(_ added: [(name: String, text: String)] = []) throws -> FormatBook {
    let formats = try added.map { name, text in
      do { return try format(name, text) } catch let error as InputError {
        throw Refused(.conflict, "the format \(name) on record cannot be used: \(error). Write it anew, or remove it.")
      }
    }
    return FormatBook(shipped + formats + own)
  }

  /// A format that a label adds. It may be like one that came with the program.
  ///
  /// - Throws: `InputError` with line and reason.
  package func format(_ name: String, _ text: String) throws(InputError) -> ReportFormat {
    var format = try FormatFile.parse(file: "\(name).yaml", text: text, known: shipped)
    format.origin = .label
    return format
  }
}
