import Foundation
import Postgres
import TestSupport
import Testing

/// Catalogs as people have them: in a spreadsheet.
@Suite("Catalogs that are spreadsheets")
struct CatalogSheetTests {
  /// The worked month's catalog in a spreadsheet, in which barcodes are numbers and a row is empty; and one with a fault.
  private static let script = """
    import csv, sys, openpyxl
    rows = list(csv.reader(open(sys.argv[1], encoding='utf-8')))
    place = rows[0].index('album_upc')
    for row in rows[1:]: row[place] = int(row[place])
    def save(name, rows, sheets=('Catalog',)):
      book = openpyxl.Workbook()
      book.active.title = 'Notes'
      book.active.append(['of our label'])
      for sheet in sheets:
        made = book.create_sheet(sheet)
        for row in rows: made.append(row)
        # A title that begins so is no formula.
        for cell in (c for row in made.iter_rows() for c in row if c.data_type == 'f'): cell.data_type = 's'
      book.save(sys.argv[2] + '/' + name)
    save('catalog.xlsx', [rows[0], []] + rows[1:])
    save('twice.xlsx', rows, ('A', 'B'))
    save('none.xlsx', [['isrc', 'title']])
    rows[3][rows[0].index('isrc')] = 'QZLL2260000X'
    save('wrong.xlsx', [rows[0], []] + rows[1:])
    """

  @Test("A catalog in a spreadsheet is the catalog as text, and what is wrong is told with its row")
  func catalog() async throws {
    let tool = CommandLineTool(database: try await ScratchServer.shared.database())
    let folder = try TemporaryFolder()
    let text = "\(Month.inputs)/catalog.csv"
    _ = try Command.output("/usr/bin/python3", ["-c", Self.script, text, folder.path])
    let first = try await tool.json("import", "catalog", "\(folder.path)/catalog.xlsx", "--format", "json")
    #expect((first["tracks"] as? Int ?? 0) > 0 && first["changes"] as? Int != 0, "\(first)")
    let again = try await tool.json("import", "catalog", text, "--format", "json")
    #expect(again["changes"] as? Int == 0 && again["tracks"] as? Int == first["tracks"] as? Int, "\(again)")
    for (name, words) in [
      ("wrong.xlsx", "wrong.xlsx:5: \"QZLL2260000X\" is not an ISRC"), ("twice.xlsx", "the sheets A, B"),
      ("none.xlsx", "no sheet begins with the columns of a catalog"),
    ] {
      let refused = try await tool.refusal("import", "catalog", "\(folder.path)/\(name)")
      #expect(refused.code == 1 && refused.said.contains(words), "\(refused.said)")
    }
  }
}
