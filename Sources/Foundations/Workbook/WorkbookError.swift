import CLibxlsxwriter

/// A refusal of the library, or of the disk under it.
package struct WorkbookError: Error, Sendable, Hashable, CustomStringConvertible {
  /// libxlsxwriter's `lxw_error`.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ code: lxw_error) { rawValue = code.rawValue }

    package static let cannotCreate = Code(LXW_ERROR_CREATING_XLSX_FILE)
  }

  package let code: Code
  package let path: String
  private let message: String

  init(_ code: lxw_error, path: String) {
    self.code = Code(code)
    self.path = path
    message = lxw_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
  }

  /// Nothing was finished: the file is to be thrown away. A retry helps where a disk was full.
  package var description: String { "\(path): \(message)" }
}
