import Sheets
import Testing

@Suite("Cells of sheets")
struct CellTests {
  private func cells(_ rows: String, texts: String? = nil) throws -> [[String]] {
    var book = MadeBook(rows)
    book.texts = texts
    return try book.read().map(\.fields)
  }

  @Test("Shared texts: pieces of different looks are one text, how it is pronounced is none of it")
  func shared() throws {
    let texts = """
      <si><t>plain</t></si><si><r><rPr><b/></rPr><t xml:space="preserve">two </t></r><r><t>looks</t></r></si>\
      <si><t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh><phoneticPr fontId="1"/></si><si/><si><t/></si>\
      <si><t xml:space="preserve"> a
      b </t></si><si><t>&lt;&amp;&#x41;<![CDATA[<b>]]></t></si>
      """
    let row = MadeBook.row((0..<7).map { ("t=\"s\"", "<v>\($0)</v>") })
    #expect(
      try cells(row, texts: texts) == [["plain", "two looks", "東京", "", "", " a\nb ", "<&A<b>"]])
  }

  @Test("Characters that XML cannot hold are read back from their escapes; what only looks like one is left")
  func escapes() throws {
    let given = [
      ("a_x000D_b", "a\rb"), ("a_x005F_x0041_b", "a_x0041_b"), ("_x00e9_", "é"), ("_x65E5_", "日"),
      ("_xD83D__xDE00_!", "😀!"), ("_xD83D_", "_xD83D_"), ("_x0000_", "_x0000_"), ("_x00g1_", "_x00g1_"),
      ("__x0041", "__x0041"), ("_x004", "_x004"), ("a_b_c", "a_b_c"), ("_x0041__x0042_", "AB"),
    ]
    let rows = given.map { MadeBook.row([("t=\"inlineStr\"", "<is><t>\($0.0)</t></is>")]) }.joined()
    #expect(try cells(rows).map { $0[0] } == given.map(\.1))
    let shared = given.map { "<si><t>\($0.0)</t></si>" }.joined()
    let named = given.indices.map { MadeBook.row([("t=\"s\"", "<v>\($0)</v>")]) }.joined()
    #expect(try cells(named, texts: shared).map { $0[0] } == given.map(\.1))
  }

  @Test("Texts of the cell's own, truths, faults, and what formulas came to")
  func kinds() throws {
    let row = MadeBook.row([
      ("t=\"inlineStr\"", "<is><r><t>in</t></r><r><t>line</t></r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is>"),
      ("t=\"str\"", "<f>A1&amp;\"!\"</f><v>inline!</v>"), ("t=\"b\"", "<v>1</v>"), ("t=\"b\"", "<f>1=2</f><v>0</v>"),
      ("t=\"e\"", "<f>1/0</f><v>#DIV/0!</v>"), ("", "<f>SUM(F2:F9)</f><v>0.30000000000000004</v>"),
      ("t=\"n\"", "<v> 5 </v>"), ("t=\"str\"", "<f>\"\"</f><v></v>"), ("", "<v/>"), ("s=\"0\"", ""),
    ])
    let read = try MadeBook(row).read()
    #expect(read[0].fields == ["inline", "inline!", "TRUE", "FALSE", "#DIV/0!", "0.3", "5"])
    #expect(read[0].cells.map(\.kind) == [.text, .text, .boolean, .boolean, .error, .number, .number])
  }

  @Test("Cells and rows stand where they say, and else behind the one before")
  func places() throws {
    let rows = """
      <row><c><v>1</v></c><c/><c><v>3</v></c></row>\
      <row r="5" spans="1:30"><c r="C5"><v>4</v></c><c><v>5</v></c><c r="AB5"><v>6</v></c></row>\
      <row/><row r="9"/><row><c r="A10"><v>7</v></c></row><row r="1048576"><c r="XFD1048576"><v>8</v></c></row>
      """
    let read = try MadeBook(rows).read()
    #expect(read.map(\.number) == [1, 5, 10, 1_048_576])
    #expect(read.map { $0.cells.map(\.column) } == [[1, 3], [3, 4, 28], [1], [16_384]])
    #expect(read[0].fields == ["1", "", "3"])
    #expect(read[1].cell(28)?.text == "6" && read[1].cell(2) == nil)
    #expect(CellPlace(row: 5, column: 28).description == "AB5" && CellPlace.letters(16_384) == "XFD")
  }

  @Test("Elements of other namespaces, and what stands outside of cells, are no cells")
  func foreign() throws {
    let sheet = """
      <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
      <x:worksheet xmlns:x="\(MadeBook.main)" xmlns:o="urn:other"><x:dimension ref="A1:Z9"/>
      <x:cols><x:col min="1" max="3" width="9"/></x:cols>
      <x:sheetData> <x:row r="1"> <o:c r="A1"><o:v>9</o:v></o:c> <x:c r="B1"><x:v>1</x:v><x:extLst><x:ext><x:v>8</x:v></x:ext></x:extLst></x:c>
      </x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:B2"/></x:mergeCells>
      <x:extLst><x:ext><x:sheetData><x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:ext></x:extLst></x:worksheet>
      """
    var book = MadeBook()
    book.parts["xl/worksheets/sheet1.xml"] = sheet
    #expect(try book.read().map(\.fields) == [["", "1"]])
  }

  @Test("The strict form has other namespaces and the same cells; so has a file in UTF-16")
  func strict() throws {
    var book = MadeBook(MadeBook.row([("t=\"s\"", "<v>0</v>"), ("s=\"1\"", "<v>46326</v>")]))
    book.texts = "<si><t>strict</t></si>"
    book.formats = ["yyyy-mm-dd"]
    for (name, text) in book.content {
      book.parts[name] = text.replacing(MadeBook.main, with: "http://purl.oclc.org/ooxml/spreadsheetml/main")
        .replacing(MadeBook.types, with: "http://purl.oclc.org/ooxml/officeDocument/relationships")
    }
    #expect(try book.read().map(\.fields) == [["strict", "2026-10-31"]])
  }

  @Test("What cannot be is refused, with its place")
  func refused() {
    let table: [(rows: String, said: String)] = [
      ("<row><c t=\"s\"><v>2</v></c></row>", "A1: it names text \"2\" of 1: the file is damaged"),
      ("<row><c t=\"s\"><v>-1</v></c></row>", "A1: it names text \"-1\" of 1"),
      ("<row><c t=\"s\"><v>x</v></c></row>", "A1: it names text \"x\" of 1"),
      ("<row><c/><c t=\"b\"><v>2</v></c></row>", "B1: \"2\" is neither true nor false"),
      ("<row><c t=\"zz\"><v>2</v></c></row>", "A1: its type, zz, is none that cells have"),
      ("<row><c s=\"9\"><v>2</v></c></row>", "A1: it names format 9 of 1"),
      ("<row r=\"7\"><c r=\"D7\"><f>SUM(D1:D6)</f></c></row>", "D7: the formula has no value"),
      ("<row r=\"7\"><c r=\"D7\"><f>SUM(D1:D6)</f><v></v></c></row>", "D7: the formula has no value"),
      ("<row r=\"3\"/><row r=\"2\"/>", "row 3: row 2 stands behind it"),
      ("<row r=\"0\"/>", "row 1: the number of the row after it is not one"),
      ("<row r=\"1048577\"/>", "row 1: a row stands behind the 1048576"),
      ("<row r=\"2\"><c r=\"B2\"/><c r=\"A2\"/></row>", "B2: a cell says that it is A2"),
      ("<row r=\"2\"><c r=\"B2\"/><c r=\"B2\"/></row>", "B2: a cell says that it is B2"),
      ("<row r=\"2\"><c r=\"A3\"/></row>", "A2: a cell says that it is A3"),
      ("<row><c r=\"a1\"/></row>", "A1: a cell says that it is a1"),
      ("<row><c r=\"XFE1\"/></row>", "row 1: a cell stands behind the 16384 columns"),
      ("<row><c r=\"ZZZZZZZZZZZZZZZ1\"/></row>", "A1: a cell says that it is ZZZZZZZZZZZZZZZ1"),
      ("<row><c><v>1</c></row>", "its XML is damaged (mismatched tag, line 1"),
      ("<row><c><v>&nbsp;</v></c></row>", "its XML is damaged (undefined entity"),
    ]
    for (rows, said) in table {
      var book = MadeBook(rows)
      book.texts = "<si><t>only</t></si>"
      let refusal = book.refusal()
      #expect(refusal.contains("made.xlsx, sheet \"A\"") && refusal.contains(said), "\(rows): \(refusal)")
    }
  }
}
