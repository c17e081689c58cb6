import CLibxlsxwriter

/// What the library, or the disk under it, refused.
public struct WorkbookError: Error, Sendable, Hashable, CustomStringConvertible {
  /// libxlsxwriter's `lxw_error`.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ code: lxw_error) { rawValue = code.rawValue }

    public static let cannotCreate = Code(LXW_ERROR_CREATING_XLSX_FILE)
    public static let cannotCreateTemporary = Code(LXW_ERROR_CREATING_TMPFILE)
    public static let cannotWrite = Code(LXW_ERROR_ZIP_FILE_OPERATION)
    public static let cannotAddToArchive = Code(LXW_ERROR_ZIP_FILE_ADD)
    public static let outOfMemory = Code(LXW_ERROR_MEMORY_MALLOC_FAILED)
    public static let textTooLong = Code(LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
    public static let outOfSheet = Code(LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE)
    public static let badSheetName = Code(LXW_ERROR_INVALID_SHEETNAME_CHARACTER)
  }

  public let code: Code
  public let path: String
  private let message: String

  init(_ code: lxw_error, path: String) {
    self.code = Code(code)
    self.path = path
    message = lxw_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
  }

  /// Nothing was finished: the file is to be thrown away. A retry helps where a disk was full.
  public var description: String { "\(path): \(message)" }
}
