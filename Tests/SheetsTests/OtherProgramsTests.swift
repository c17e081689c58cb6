import Foundation
import Sheets
import TestSupport
import Testing
import Workbook

/// Files that other programs wrote, compared with what openpyxl reads in them.
@Suite("Sheets of other programs")
struct OtherProgramsTests {
  /// Rows by sheet as openpyxl reads them: kind, and the text that we expect of its value.
  private func expected(_ path: String) throws -> [String: [String: String]] {
    let script = """
      import datetime, decimal, json, sys, openpyxl
      def text(v):
        if isinstance(v, bool): return 'TRUE' if v else 'FALSE'
        if isinstance(v, int): return str(v)
        if isinstance(v, float):
          n = decimal.Decimal(repr(v))
          n = decimal.Context(prec=15, rounding=decimal.ROUND_HALF_UP).plus(n).normalize()
          return format(n, 'f')
        if isinstance(v, datetime.datetime):
          return v.date().isoformat() if v.time() == datetime.time() else v.isoformat(
            timespec='milliseconds' if v.microsecond else 'seconds')
        if isinstance(v, datetime.time): return v.isoformat()
        if isinstance(v, datetime.timedelta):
          s = round(v.total_seconds()); return '%02d:%02d:%02d' % (s // 3600, s // 60 % 60, s % 60)
        return str(v)
      book = openpyxl.load_workbook(sys.argv[1], data_only=True)
      print(json.dumps({s.title: {c.coordinate: text(c.value) for row in s.iter_rows() for c in row
        if c.value is not None and c.value != ''} for s in book.worksheets}))
      """
    let output = try Command.output("/usr/bin/python3", ["-c", script, path])
    return try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: [String: String]])
  }

  private func read(_ path: String) throws -> [String: [String: String]] {
    let file = try Sheets(path: path)
    var sheets: [String: [String: String]] = [:]
    for name in file.names {
      sheets[name] = [:]
      try file.read(name) { row in
        for cell in row.cells { sheets[name]![CellPlace(row: row.number, column: cell.column).description] = cell.text }
      }
    }
    return sheets
  }

  /// Sheets as distributors send them: a preamble, a header below it, figures of all kinds, totals at the end.
  private static let writer = """
    import datetime, random, sys, openpyxl
    from openpyxl.styles import Font
    r = random.Random(25)
    book = openpyxl.Workbook()
    s = book.active
    s.title = 'Masters'
    s.append(['Statement for', 'Nordlicht & Söhne <Label>'])
    s.append([])
    s.append(['Album Title', 'ISRC', 'UPC', 'Transaction Month', 'Accounted Date', 'Quantity', '% Share', 'Gross', 'Net', 'Final'])
    for i in range(400):
      s.append([r.choice(['Ebbe', 'Flut', '  spaced  ', 'a\\nb', '-quoted', '東京', '😀']), 'QZTST26%05d' % i, 4006381333931 + i,
        datetime.date(2026, 10, 1), datetime.datetime(2026, 11, r.randint(1, 28), r.randint(0, 23), r.randint(0, 59)),
        r.randint(-5, 100000), r.choice([0.85, 0.7, 1]), r.uniform(0, 1) / 3, 0.1 * r.randint(0, 1000), i % 2 == 0])
      s.cell(row=s.max_row, column=4).number_format = 'mmm-yy'
      s.cell(row=s.max_row, column=7).number_format = '0%'
    for c in s[3]: c.font = Font(bold=True)
    s['M2'] = 'far out'
    s['B410'] = 1e-7; s['C410'] = 1e22; s['D410'] = -0.0042; s['E410'] = 123456789012345
    s['F410'] = datetime.time(12, 30); s['G410'] = datetime.timedelta(hours=30, minutes=5)
    s.merge_cells('A412:C413'); s['A412'] = 'merged'
    y = book.create_sheet('Youtube Channels')
    y.sheet_state = 'hidden'
    y['C5'] = 'alone'
    y['C5'].data_type = 's'
    e = book.create_sheet('Shares In & Out')
    e['A1'] = '#N/A'
    e['A2'] = 'IN'
    book.create_sheet('Empty')
    book.save(sys.argv[1])
    """

  @Test("openpyxl")
  func openpyxl() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/details.xlsx"
    _ = try Command.output("/usr/bin/python3", ["-c", Self.writer, path])
    let found = try read(path)
    #expect(try found == expected(path))
    #expect(found["Masters"]?["A3"] == "Album Title" && found["Masters"]?["C4"] == "4006381333931")
    #expect(found["Masters"]?["D4"] == "2026-10-01" && found["Masters"]?["G410"] == "30:05:00")
    #expect(found["Masters"]?["E410"] == "123456789012345" && found["Youtube Channels"] == ["C5": "alone"])
    let file = try Sheets(path: path)
    #expect(file.names == ["Masters", "Youtube Channels", "Shares In & Out", "Empty"])
    #expect(file.sheets.map(\.isHidden) == [false, true, false, false])
    let header = try file.first(20, of: "Masters").first { $0.fields.contains("ISRC") }
    #expect(header?.number == 3)
  }

  @Test("LibreOffice, with formulas that it computed")
  func libreOffice() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/written.xlsx"
    let script = """
      import sys, datetime, openpyxl
      book = openpyxl.Workbook(); s = book.active; s.title = 'Detail'
      for i in range(1, 50): s.append([i, i / 7, 'Title %d' % (i % 5), datetime.datetime(2026, 1, 1) + datetime.timedelta(days=i, hours=i)])
      s['A51'] = '=SUM(A1:A49)'; s['B51'] = '=SUM(B1:B49)'; s['C51'] = '=C1&" and "&C2'; s['D51'] = '=D1+1'
      s['A52'] = '=1/0'; s['B52'] = '=A1=1'; s['C52'] = '=""'
      s['D51'].number_format = 'yyyy-mm-dd hh:mm:ss'
      book.save(sys.argv[1])
      """
    _ = try Command.output("/usr/bin/python3", ["-c", script, path])
    // As openpyxl left it, sums are missing.
    let error = #expect(throws: SheetError.self) { try read(path) }
    #expect(error?.description.contains("A51: the formula has no value") == true)
    _ = try Command.output(
      "/usr/bin/soffice",
      [
        "-env:UserInstallation=file://\(folder.path)/profile", "--headless", "--convert-to", "xlsx", "--outdir",
        "\(folder.path)/out", path,
      ])
    let found = try read("\(folder.path)/out/written.xlsx")
    #expect(try found == expected("\(folder.path)/out/written.xlsx"))
    #expect(found["Detail"]?["A51"] == "1225" && found["Detail"]?["B51"] == "175")
    #expect(found["Detail"]?["C51"] == "Title 1 and Title 2" && found["Detail"]?["D51"] == "2026-01-03T01:00:00")
    #expect(found["Detail"]?["A52"] == "#DIV/0!" && found["Detail"]?["B52"] == "TRUE")
  }

  @Test("Our own, which are written in ZIP64")
  func ours() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/statement.xlsx"
    let book = try Workbook(path: path, temporaryFolder: folder.path, title: "Test", created: 1_790_000_000)
    let sheet = try book.addSheet("Detail")
    for row in 0..<300 {
      try sheet.write(row, 0, text: "Title \(row)\r_x0041_")
      try sheet.write(row, 2, number: Double(row) * 1e-9 + 0.07)
    }
    try book.close()
    let found = try read(path)["Detail"] ?? [:]
    #expect(found.count == 600 && found["A8"] == "Title 7\r_x0041_" && found["C8"] == "0.070000007")
  }
}
