import Foundation
import Refusals
import Sheets
import TestSupport
import Testing

@Suite("Files of sheets")
struct BookTests {
  private func several() -> MadeBook {
    var book = MadeBook()
    book.parts = [
      "_rels/.rels": MadeBook.links([
        ("a", "officeDocument", "/Book/Main.xml"), ("b", "extended-properties", "docProps/app.xml"),
      ]),
      "Book/_rels/Main.xml.rels": MadeBook.links([
        ("c", "worksheet", "../Sheets/One.xml"), ("d", "worksheet", "/Sheets/Two.xml"),
        ("e", "chartsheet", "chart.xml"),
        ("f", "worksheet", "Three.xml"), ("g", "theme", "nowhere/theme.xml"),
      ]),
      "Book/Main.xml": """
      <workbook xmlns="\(MadeBook.main)" xmlns:q="\(MadeBook.types)"><sheets>\
      <sheet name="Zwei" sheetId="2" q:id="d"/><sheet name="Chart" sheetId="3" q:id="e"/>\
      <sheet name="Shares In &amp; Out" sheetId="1" state="hidden" q:id="c"/>\
      <sheet name="3" sheetId="9" state="veryHidden" q:id="f"/></sheets></workbook>
      """,
    ]
    for (name, value) in [("Sheets/One.xml", 1), ("sheets\\TWO.xml", 2), ("Book/Three.xml", 3)] {
      book.parts[name] =
        "<worksheet xmlns=\"\(MadeBook.main)\"><sheetData><row><c><v>\(value)</v></c></row></sheetData></worksheet>"
    }
    book.missing = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml"]
    return book
  }

  @Test("Sheets come in the order in which they are shown, hidden ones said; parts are found by their links")
  func order() throws {
    let file = try several().open()
    #expect(file.names == ["Zwei", "Shares In & Out", "3"] && file.sheets.map(\.isHidden) == [false, true, true])
    var read: [String: [String]] = [:]
    for name in file.names { try file.read(name) { read[name] = $0.fields } }
    #expect(read == ["Zwei": ["2"], "Shares In & Out": ["1"], "3": ["3"]])
    let error = #expect(throws: SheetError.self) { try file.read("zwei") { _ in } }
    #expect(
      error?.description == "made.xlsx: it has no sheet \"zwei\"; it has \"Zwei\", \"Shares In & Out\", \"3\"")
    #expect(error?.refusal == .content)
  }

  @Test("The first rows are had without reading the rest, and a sheet can be read again")
  func first() throws {
    let rows = (1...30).map { "<row r=\"\($0)\"><c r=\"A\($0)\"><v>\($0)</v></c></row>" }.joined()
    let file = try MadeBook(rows + "<row r=\"31\"><c><v>no number</v></c></row>").open()
    #expect(try file.first(20, of: "A").map(\.number) == Array(1...20))
    #expect(try file.first(2, of: "A").map(\.fields) == [["1"], ["2"]])
    #expect(throws: SheetError.self) { try file.read("A") { _ in } }
    #expect(try MadeBook(rows).open().first(50, of: "A").count == 30)
  }

  @Test("What the taker throws comes through as it is, and nothing is handed over after it")
  func thrown() throws {
    struct Stop: Error, Equatable {
      let row: Int
    }
    let rows = (1...9).map { _ in "<row><c><v>1</v></c></row>" }.joined()
    let file = try MadeBook(rows).open()
    var taken = 0
    #expect(throws: Stop(row: 4)) {
      try file.read("A") { row in
        taken += 1
        if row.number == 4 { throw Stop(row: 4) }
      }
    }
    #expect(taken == 4)
  }

  @Test("A file that is no such file says what it is and what to do")
  func foreign() throws {
    let folder = try TemporaryFolder()
    let compound = Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 1_000))
    let files: [(name: String, bytes: Data, said: String)] = [
      ("locked.xlsx", compound, "protected by a password, or an old .xls: save it as .xlsx without a password"),
      ("text.xlsx", Data("Artist,Title\n".utf8), "no spreadsheet of the form .xlsx"),
      ("empty.xlsx", Data(), "no spreadsheet of the form .xlsx"), ("pk.xlsx", Data("PK".utf8), "it ends too early"),
      ("start.xlsx", Data(try MadeBook().packed().prefix(300)), "was cut"),
    ]
    for file in files {
      let path = "\(folder.path)/\(file.name)"
      try file.bytes.write(to: URL(fileURLWithPath: path))
      let error = try #require(#expect(throws: SheetError.self) { try Sheets(path: path, called: file.name) })
      #expect(error.description.hasPrefix(file.name + ": ") && error.description.contains(file.said), "\(error)")
    }
    let nowhere = #expect(throws: SheetError.self) { try Sheets(path: "\(folder.path)/none.xlsx") }
    #expect(nowhere?.description.contains("No such file") == true)
    let isFolder = #expect(throws: SheetError.self) { try Sheets(path: folder.path) }
    #expect(isFolder?.description.contains("not a file") == true)
  }

  @Test("A file whose parts do not fit together is refused")
  func parts() {
    let links = "xl/_rels/workbook.xml.rels"
    let twice = """
      <workbook xmlns="\(MadeBook.main)" xmlns:r="\(MadeBook.types)"><sheets><sheet name="A" r:id="r1"/>\
      <sheet name="A" r:id="r1"/></sheets></workbook>
      """
    let table: [(part: String, text: String?, said: String)] = [
      ("_rels/.rels", nil, "its part _rels/.rels is missing"),
      ("_rels/.rels", MadeBook.links([]), "nothing in it says where the list of sheets is"),
      ("_rels/.rels", MadeBook.links([("r1", "officeDocument", "xl/workbook.bin")]), "of the form .xlsb"),
      ("_rels/.rels", MadeBook.links([("r1", "officeDocument", "../../etc/passwd")]), "leads nowhere"),
      ("xl/workbook.xml", nil, "its part xl/workbook.xml is missing"),
      ("xl/workbook.xml", "<html/>", "its list of sheets is not one"),
      ("xl/workbook.xml", twice, "have the name \"A\""),
      (links, MadeBook.links([]), "nothing says where its sheet \"A\" is"),
      (links, "<Relationships", "its XML is damaged"), ("xl/styles.xml", "", "its XML is damaged (no element found"),
      ("xl/worksheets/sheet1.xml", nil, "its part xl/worksheets/sheet1.xml is missing"),
      ("xl/worksheets/sheet1.xml", "<a/>", "the sheet is not one of cells"),
    ]
    for (part, text, said) in table {
      var book = MadeBook()
      if let text { book.parts[part] = text } else { book.missing = [part] }
      let refusal = book.refusal()
      #expect(refusal.hasPrefix("made.xlsx") && refusal.contains(said), "\(part): \(refusal)")
    }
  }
}
