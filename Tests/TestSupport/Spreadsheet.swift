import Foundation

/// A workbook as other programs read it: openpyxl, and LibreOffice where formulas are to be computed.
package struct Spreadsheet {
  /// By sheet, the rows of values as text; `nil` where a cell is empty.
  package let sheets: [String: [[String?]]]
  package let names: [String]
  /// By sheet, the types that openpyxl gives the cells: s, n, f, b.
  package let types: [String: [[String]]]

  package struct Failed: Error, CustomStringConvertible {
    package let description: String
  }

  /// Reads what is written: formulas as formulas, or the values they came to.
  package init(_ path: String, values: Bool = false) throws {
    let script = """
      import json, sys, openpyxl
      book = openpyxl.load_workbook(sys.argv[1], data_only=sys.argv[2] == '1')
      text = lambda v: None if v is None else repr(v) if isinstance(v, float) else str(v)
      print(json.dumps({'names': book.sheetnames,
        'sheets': {s.title: [[text(c.value) for c in row] for row in s.iter_rows()] for s in book},
        'types': {s.title: [[c.data_type for c in row] for row in s.iter_rows()] for s in book}}))
      """
    let output = try Command.output("/usr/bin/python3", ["-c", script, path, values ? "1" : "0"])
    let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as! [String: Any]
    names = object["names"] as! [String]
    sheets = (object["sheets"] as! [String: [[Any]]]).mapValues { $0.map { $0.map { $0 as? String } } }
    types = object["types"] as! [String: [[String]]]
  }

  /// The same workbook with every formula computed anew by LibreOffice.
  package static func recalculated(_ path: String) throws -> Spreadsheet {
    let folder = try TemporaryFolder()
    // Unless told, LibreOffice believes the values that a file brings along.
    try folder.write(
      "profile/user/registrymodifications.xcu",
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
      <item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
      </oor:items>
      """)
    _ = try Command.output(
      "/usr/bin/soffice",
      [
        "-env:UserInstallation=file://\(folder.path)/profile", "--headless", "--convert-to", "xlsx", "--outdir",
        "\(folder.path)/out", path,
      ])
    return try Spreadsheet("\(folder.path)/out/\((path as NSString).lastPathComponent)", values: true)
  }

  /// Changes one cell and saves the workbook elsewhere.
  package static func tamper(_ path: String, to other: String, sheet: String, cell: String, value: Double) throws {
    let script = """
      import sys, openpyxl
      book = openpyxl.load_workbook(sys.argv[1])
      book[sys.argv[3]][sys.argv[4]] = float(sys.argv[5])
      book.save(sys.argv[2])
      """
    _ = try Command.output("/usr/bin/python3", ["-c", script, path, other, sheet, cell, "\(value)"])
  }
}
