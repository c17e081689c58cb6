#if canImport(Glibc)
  import Glibc
#endif

/// An element that means something here, by its name and namespace. All others are `other`.
enum XMLElement: String {
  case workbook, workbookPr, sheets, sheet
  case worksheet, sheetData, row
  case cell = "c"
  case value = "v"
  case formula = "f"
  case inlineText = "is"
  case sharedTexts = "sst"
  case sharedText = "si"
  case text = "t"
  case run = "r"
  case styleSheet, numFmts, numFmt, cellXfs, xf
  case links = "Relationships"
  case link = "Relationship"
  case other = ""

  /// The namespaces of sheets, as most write them and as the strict form does; and that of links between parts.
  private static let namespaces: [StaticString] = [
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
  ]

  /// - Parameter name: the namespace, a line's end and the name, as `XMLReader` has it of the parser.
  init(_ name: UnsafePointer<CChar>) {
    for space in Self.namespaces where strncmp(name, space.pointer, space.utf8CodeUnitCount) == 0 {
      guard name[space.utf8CodeUnitCount] == 0x0A else { continue }
      let local = name + space.utf8CodeUnitCount + 1
      // The two of each cell.
      if local[1] == 0 && (local[0] == 0x63 || local[0] == 0x76) {
        self = local[0] == 0x63 ? .cell : .value
      } else {
        self = XMLElement(rawValue: String(cString: local)) ?? .other
      }
      return
    }
    self = .other
  }
}

/// Attributes of an element. They are gone when the call that was given them returns.
struct XMLAttributes {
  /// Names and values in turn, then `nil`.
  let pointer: UnsafeMutablePointer<UnsafePointer<CChar>?>

  /// Text of an attribute; `nil` where there is none of the name.
  subscript(name: StaticString) -> String? { find(name).map { String(cString: $0) } }

  /// Bytes of an attribute, without a copy.
  func find(_ name: StaticString) -> UnsafePointer<CChar>? {
    var next = pointer
    while let found = next[0], let value = next[1] {
      if strcmp(found, name.pointer) == 0 { return value }
      next += 2
    }
    return nil
  }

  /// The link that an element names, by either namespace.
  var linkID: String? {
    self["http://schemas.openxmlformats.org/officeDocument/2006/relationships\nid"]
      ?? self["http://purl.oclc.org/ooxml/officeDocument/relationships\nid"]
  }
}

extension StaticString {
  /// Its bytes, with a zero behind them: what is written in the source is.
  fileprivate var pointer: UnsafePointer<CChar> { UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self) }
}
