import Gzip
import Sheets
import Testing

/// Files that were made to harm who reads them.
@Suite("Hostile files of sheets")
struct HostileTests {
  private func worksheet(_ before: String = "", _ inside: String) -> MadeBook {
    var book = MadeBook()
    book.parts["xl/worksheets/sheet1.xml"] =
      "\(before)<worksheet xmlns=\"\(MadeBook.main)\">\(inside)</worksheet>"
    return book
  }

  @Test("A document type is refused where it begins: nothing unfolds, and nothing else is read")
  func documentType() {
    let entities = (1...9).map { "<!ENTITY l\($0) \"\(String(repeating: "&l\($0 - 1);", count: 10))\">" }.joined()
    let types = [
      "<!DOCTYPE worksheet>", "<!DOCTYPE worksheet [<!ENTITY l0 \"lol\">\(entities)]>",
      "<!DOCTYPE worksheet [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
      "<!DOCTYPE worksheet SYSTEM \"http://127.0.0.1:1/a.dtd\">",
    ]
    for type in types {
      let said = worksheet(type, "<sheetData><row><c t=\"str\"><v>&l9;&x;</v></c></row></sheetData>").refusal()
      #expect(said.contains("its XML declares a document type"), "\(said)")
    }
    var book = MadeBook(MadeBook.row([("t=\"s\"", "<v>0</v>")]))
    book.parts["xl/sharedStrings.xml"] = "<!DOCTYPE sst><sst xmlns=\"\(MadeBook.main)\"><si><t>a</t></si></sst>"
    book.texts = ""
    #expect(book.refusal().contains("document type"))
  }

  @Test("Elements inside one another, names, prefixes and tags are bounded")
  func xml() {
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(worksheet("", deep).refusal().contains("more than 64 elements inside one another"))
    let elements = (0..<5_000).map { "<e\($0)/>" }.joined()
    #expect(worksheet("", elements).refusal().contains("too many names"))
    let attributes = (0..<5_000).map { "<e a\($0)=\"\"/>" }.joined()
    #expect(worksheet("", attributes).refusal().contains("too many names"))
    let prefixes = (0..<5_000).map { "<e xmlns:p\($0)=\"urn:u\"/>" }.joined()
    #expect(worksheet("", prefixes).refusal().contains("too many names"))
    #expect(worksheet("", "<\(String(repeating: "n", count: 5_000))/>").refusal().contains("too many names"))
    let tag = "<e a=\"\(String(repeating: "x", count: 3 << 20))\"/>"
    #expect(worksheet("", tag).refusal().contains("a tag of more than 1048576 bytes"))
    // Comments and text that nobody asked for cost nothing.
    #expect(worksheet("", "<o>\(String(repeating: "text ", count: 1 << 19))</o>").refusal() == "read: []")
  }

  @Test("Cells are bounded in number and length, and a text that is named again and again counts each time")
  func cells() {
    var limits = SheetLimits()
    limits.textBytes = 100
    limits.rowBytes = 1_000
    let long = String(repeating: "é", count: 51)
    let inline = "<row r=\"3\"><c r=\"B3\" t=\"inlineStr\"><is><t>\(long)</t></is></c></row>"
    #expect(MadeBook(inline).refusal(limits: limits).contains("B3: its text has more than 100 bytes"))
    var shared = MadeBook()
    shared.texts = "<si><t>a</t></si><si><r><t>\(long.prefix(30))</t></r><r><t>\(long.prefix(30))</t></r></si>"
    #expect(
      shared.refusal(limits: limits).contains("made.xlsx: text 2 of those that its cells share has more than 100"))
    shared.texts = "<si><t>\(long.prefix(50))</t></si>"
    shared.rows = MadeBook.row(Array(repeating: ("t=\"s\"", "<v>0</v>"), count: 10))
    #expect(shared.refusal(limits: limits).hasPrefix("read"))
    shared.rows = MadeBook.row(Array(repeating: ("t=\"s\"", "<v>0</v>"), count: 11))
    #expect(shared.refusal(limits: limits).contains("row 1: its text has more than 1000 bytes"))
    limits.columns = 5
    #expect(shared.refusal(limits: limits).contains("behind the 5 columns"))
    limits.rows = 2
    #expect(MadeBook("<row/><row/><row/>").refusal(limits: limits).contains("row 2: a row stands behind the 2"))
  }

  @Test("Shared texts, sheets, formats and parts are bounded in number")
  func numbers() {
    var limits = SheetLimits()
    var book = MadeBook()
    book.texts = String(repeating: "<si><t>four</t></si>", count: 100)
    limits.sharedTexts = 99
    #expect(book.refusal(limits: limits).contains("more than 99 different texts"))
    limits.sharedTexts = 100
    #expect(book.refusal(limits: limits).hasPrefix("read"))
    limits.sharedBytes = 399
    #expect(book.refusal(limits: limits).contains("more than 399 bytes of different texts"))
    limits.formats = 2
    book.formats = ["0", "0", "0"]
    #expect(book.refusal(limits: limits).contains("more than 2 formats of cells"))
    limits.sheets = 0
    #expect(book.refusal(limits: limits).contains("more than 0 sheets"))
    limits.parts = 3
    #expect(book.refusal(limits: limits).contains("and may have 3"))
    limits.fileBytes = 100
    #expect(book.refusal(limits: limits).contains("and may have 100"))
  }

  @Test("A sheet that unfolds to much more than its size is refused before it is read")
  func bomb() {
    let bomb = worksheet("", String(repeating: " ", count: 20 << 20))
    #expect(bomb.refusal().contains("unfolds to more than 250 times its size"))
    var limits = SheetLimits()
    limits.sheet.bytes = 1 << 20
    #expect(bomb.refusal(limits: limits).contains("unfolds to more than 1048576 bytes"))
    var styles = MadeBook()
    styles.parts["xl/styles.xml"] =
      "<styleSheet xmlns=\"\(MadeBook.main)\">\(String(repeating: " ", count: 20 << 20))</styleSheet>"
    #expect(styles.refusal().contains("unfolds to more than"))
  }

  @Test("What a file says cannot move the cursor of who reads the message")
  func messages() {
    let name = "a&#9;b&#10;\u{85}" + String(repeating: "x", count: 100)
    var book = MadeBook()
    book.parts["xl/workbook.xml"] = """
      <workbook xmlns="\(MadeBook.main)" xmlns:r="\(MadeBook.types)"><sheets><sheet name="\(name)" r:id="none"/></sheets>\
      </workbook>
      """
    let said = book.refusal()
    #expect(said.contains("where its sheet \"a\\u{9}b\\u{a}\\u{85}xxx") && said.utf8.count < 250, "\(said)")
    let cell = MadeBook("<row><c><v>1&#13;\n\u{9b}2J</v></c></row>").refusal()
    #expect(cell.contains(#""1\u{d}\u{a}\u{9b}2J" is no number"#), "\(cell)")
  }
}
