import CLibxlsxwriter

/// The look of a cell.
package struct CellStyle: Hashable, Sendable {
  /// As spreadsheets write it: `#,##0.00`; `nil` is general.
  package var numberFormat: String?
  package var isBold = false
  package var isWrapped = false
  package var isMuted = false
  /// Points; 0 is the usual size.
  package var size = 0.0
  /// A header's: filled, and a line below.
  package var isHeader = false
  /// A total's: a line above.
  package var isTotal = false
  package var isRightAligned = false

  package init() {}

  func apply(to format: UnsafeMutablePointer<lxw_format>) {
    if let numberFormat { format_set_num_format(format, numberFormat) }
    if isBold || isHeader || isTotal { format_set_bold(format) }
    if isWrapped { format_set_text_wrap(format) }
    if isMuted { format_set_font_color(format, 0x5F6B66) }
    if size > 0 { format_set_font_size(format, size) }
    if isHeader {
      format_set_bg_color(format, 0xE2EEE8)
      format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
      format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
    }
    if isTotal { format_set_top(format, UInt8(LXW_BORDER_THIN.rawValue)) }
    if isRightAligned { format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue)) }
  }
}

/// A format of a workbook, which owns it.
package struct CellFormat {
  let pointer: UnsafeMutablePointer<lxw_format>
}
