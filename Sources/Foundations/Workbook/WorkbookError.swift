import CLibxlsxwriter

/// What the library, or the disk under it, refused.
package struct WorkbookError: Error, Sendable, Hashable, CustomStringConvertible {
  /// libxlsxwriter's `lxw_error`.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ code: lxw_error) { rawValue = code.rawValue }

    package static let cannotCreate = Code(LXW_ERROR_CREATING_XLSX_FILE)
    package static let cannotCreateTemporary = Code(LXW_ERROR_CREATING_TMPFILE)
    package static let cannotWrite = Code(LXW_ERROR_ZIP_FILE_OPERATION)
    package static let cannotAddToArchive = Code(LXW_ERROR_ZIP_FILE_ADD)
    package static let outOfMemory = Code(LXW_ERROR_MEMORY_MALLOC_FAILED)
    package static let textTooLong = Code(LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
    package static let outOfSheet = Code(LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE)
    package static let badSheetName = Code(LXW_ERROR_INVALID_SHEETNAME_CHARACTER)
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
