import Foundation
import Gzip
import Sheets
import TestSupport

/// A file of sheets that is written by hand, part by part, to say what no program would.
struct MadeBook {
  static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let package = "http://schemas.openxmlformats.org/package/2006/relationships"
  static let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

  /// The rows of the one sheet `A`, as XML.
  var rows = ""
  var isFrom1904 = false
  /// Codes of the formats that cells name by `s="1"` and on.
  var formats: [String] = []
  /// Ids of formats that every spreadsheet has, behind those.
  var builtIn: [Int] = []
  /// Inside of `sst`; no such part where it is `nil`.
  var texts: String?
  /// Parts that take the place of others, or of which there are none.
  var parts: [String: String] = [:]
  /// Those that are left out.
  var missing: Set<String> = []

  init(_ rows: String = "") {
    self.rows = rows
  }

  /// A row of one cell for each text inside of a `c`: its attributes and what is in it.
  static func row(_ cells: [(attributes: String, inside: String)]) -> String {
    "<row>" + cells.map { "<c \($0.attributes)>\($0.inside)</c>" }.joined() + "</row>"
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
  }

  var content: [(name: String, text: String)] {
    var links = [("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "styles", "styles.xml")]
    if texts != nil { links.append(("r3", "sharedStrings", "sharedStrings.xml")) }
    var made: [(name: String, text: String)] = [
      ("_rels/.rels", Self.links([("r1", "officeDocument", "xl/workbook.xml")])),
      (
        "xl/workbook.xml",
        """
        <workbook xmlns="\(Self.main)" xmlns:r="\(Self.types)"><workbookPr date1904="\(isFrom1904 ? 1 : 0)"/>\
        <sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>
        """
      ),
      ("xl/_rels/workbook.xml.rels", Self.links(links)),
      ("xl/styles.xml", styles),
      (
        "xl/worksheets/sheet1.xml",
        "<?xml version=\"1.0\"?><worksheet xmlns=\"\(Self.main)\"><sheetData>\(rows)</sheetData></worksheet>"
      ),
    ]
    if let texts { made.append(("xl/sharedStrings.xml", "<sst xmlns=\"\(Self.main)\">\(texts)</sst>")) }
    made = made.map { ($0.name, parts[$0.name] ?? $0.text) }
    made += parts.filter { part in !made.contains { $0.name == part.key } }.map { ($0.key, $0.value) }
    return made.filter { !missing.contains($0.name) }
  }

  static func links(_ links: [(id: String, kind: String, target: String)]) -> String {
    "<Relationships xmlns=\"\(package)\">"
      + links.map { "<Relationship Id=\"\($0.id)\" Type=\"\(types)/\($0.kind)\" Target=\"\($0.target)\"/>" }.joined()
      + "</Relationships>"
  }

  private var styles: String {
    let spelt = formats.enumerated().map { index, code in
      "<numFmt numFmtId=\"\(170 + index)\" formatCode=\"\(Self.escaped(code))\"/>"
    }
    let used = [0] + formats.indices.map { 170 + $0 } + builtIn
    return "<styleSheet xmlns=\"\(Self.main)\"><numFmts>\(spelt.joined())</numFmts><cellXfs>"
      + used.map { "<xf numFmtId=\"\($0)\"/>" }.joined() + "</cellXfs></styleSheet>"
  }

  /// The bytes of the file.
  func packed(deflates: Bool = true) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var zip = ZipWriter(date: (2026, 10, 31)) { bytes += $0 }
    for part in content {
      var packed: [UInt8] = []
      let file = try PackedFile(deflates: deflates, to: { packed += $0 }) { try $0(Array(part.text.utf8)) }
      try zip.add(part.name, file) { try $0(packed) }
    }
    try zip.finish()
    return bytes
  }

  /// Opens the file, as `made.xlsx`.
  func open(limits: SheetLimits = SheetLimits()) throws -> Sheets {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/made.xlsx"
    // What is open stays readable when its folder goes.
    return try withExtendedLifetime(folder) {
      try Data(try packed()).write(to: URL(fileURLWithPath: path))
      return try Sheets(path: path, called: "made.xlsx", limits: limits)
    }
  }

  /// Rows of the sheet.
  func read(limits: SheetLimits = SheetLimits()) throws -> [SheetRow] {
    var rows: [SheetRow] = []
    try open(limits: limits).read("A") { rows.append($0) }
    return rows
  }

  /// What is said of the file where it is refused.
  func refusal(limits: SheetLimits = SheetLimits()) -> String {
    do {
      let rows = try read(limits: limits)
      return "read: \(rows)"
    } catch {
      return error is SheetError ? "\(error)" : "not meant for who asked: \(error)"
    }
  }
}
