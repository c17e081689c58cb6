import CLibxlsxwriter

/// How a cell looks.
public struct CellStyle: Hashable, Sendable {
  /// As spreadsheets write it: `#,##0.00`; `nil` is general.
  public var numberFormat: String?
  public var isBold = false
  public var isWrapped = false
  public var isMuted = false
  /// Points; 0 is the usual size.
  public var size = 0.0
  /// A header's: filled, and a line below.
  public var isHeader = false
  /// A total's: a line above.
  public var isTotal = false
  public var isRightAligned = false

  public init() {}

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
public struct CellFormat {
  let pointer: UnsafeMutablePointer<lxw_format>
}
