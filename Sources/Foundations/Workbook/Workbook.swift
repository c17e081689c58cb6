import CLibxlsxwriter

/// A spreadsheet file that is being written, one row after the other, in constant memory.
///
/// It owns its `lxw_workbook`. Rows must come in order, sheet by sheet or in turns; a row that was left is gone to a
/// temporary file. The file is there when `close` returns, and not before; one that is let go without `close` leaves
/// nothing. Not `Sendable`: one thread writes it.
package final class Workbook {
  private var pointer: UnsafeMutablePointer<lxw_workbook>?
  let path: String

  /// - Parameters:
  ///   - path: the file to make; written when it is closed.
  ///   - temporaryFolder: where rows wait until then.
  ///   - title: what the file's properties say.
  ///   - created: seconds since 1970, for the properties: the same content makes the same bytes.
  package init(path: String, temporaryFolder: String, title: String, created: Int64) throws(WorkbookError) {
    self.path = path
    let made = temporaryFolder.withCString { folder in
      var options = lxw_workbook_options()
      options.constant_memory = UInt8(LXW_TRUE.rawValue)
      // Of more than 4 GiB a sheet's XML can be.
      options.use_zip64 = UInt8(LXW_TRUE.rawValue)
      options.tmpdir = UnsafeMutablePointer(mutating: folder)
      return workbook_new_opt(path, &options)
    }
    guard let made else { throw WorkbookError(LXW_ERROR_MEMORY_MALLOC_FAILED, path: path) }
    pointer = made
    title.withCString { title in
      var properties = lxw_doc_properties()
      properties.title = UnsafeMutablePointer(mutating: title)
      properties.created = time_t(created)
      workbook_set_properties(made, &properties)
    }
  }

  deinit {
    if let pointer { lxw_workbook_free(pointer) }
  }

  /// Adds a sheet behind the others. Its name has at most 31 characters and none of `[]:*?/\`.
  package func addSheet(_ name: String) throws(WorkbookError) -> Worksheet {
    guard let sheet = workbook_add_worksheet(handle, name) else {
      throw WorkbookError(LXW_ERROR_INVALID_SHEETNAME_CHARACTER, path: path)
    }
    return Worksheet(sheet, of: self)
  }

  /// Makes a format; one is made once and used for many cells.
  package func addFormat(_ style: CellStyle) throws(WorkbookError) -> CellFormat {
    guard let format = workbook_add_format(handle) else {
      throw WorkbookError(LXW_ERROR_MEMORY_MALLOC_FAILED, path: path)
    }
    style.apply(to: format)
    return CellFormat(pointer: format)
  }

  /// Adds a chart that sheets can show.
  func addChart(_ kind: lxw_chart_type) throws(WorkbookError) -> UnsafeMutablePointer<lxw_chart> {
    guard let chart = workbook_add_chart(handle, UInt8(kind.rawValue)) else {
      throw WorkbookError(LXW_ERROR_MEMORY_MALLOC_FAILED, path: path)
    }
    return chart
  }

  /// Writes the file. Nothing can be added afterwards.
  ///
  /// - Throws: `WorkbookError`; what stands at the path is then no spreadsheet.
  package func close() throws(WorkbookError) {
    let closing = handle
    // The library frees it, whatever comes of it.
    pointer = nil
    let result = workbook_close(closing)
    guard result == LXW_NO_ERROR else { throw WorkbookError(result, path: path) }
  }

  private var handle: UnsafeMutablePointer<lxw_workbook> {
    guard let pointer else { preconditionFailure("\(path) is closed") }
    return pointer
  }
}
