import Money
import Statements
import Workbook

/// The sheet of proofs.
extension WorkbookRendering {
  /// Formulas that compare the sheets with the summary. They go by what stands in the cells, to the sixth decimal: a
  /// spreadsheet's numbers have 15 digits.
  func checks(_ statement: Statement) throws {
    let sheet = try workbook.addSheet("Checks")
    sheet.setWidth(0...0, 48)
    sheet.setWidth(1...3, 24)
    sheet.setUpPrinting(header: 0...0, footer: Self.footer(statement))
    for (column, title) in ["Check", "Sum of the sheet", "Summary", "Agrees"].enumerated() {
      try sheet.write(0, column, text: title, column == 0 ? styles.header : styles.numberHeader)
    }
    var isSound = true
    for (index, check) in statement.checks.enumerated() {
      let row = index + 1
      let parts = ranges["\(check.table).\(check.column)"] ?? []
      let expected = statement.figure(check.figure)
      let sum = check.table == "detail" ? detailSum : statement.table(check.table)!.sum(check.column)
      isSound = isSound && sum == expected
      try sheet.write(row, 0, text: check.title)
      try sheet.write(
        row, 1, formula: parts.isEmpty ? "=0" : "=" + parts.map { "SUM(\($0))" }.joined(separator: "+"),
        value: sum.nearestDouble, styles.money)
      try sheet.write(
        row, 2, formula: "='Summary'!B\(summaryRows[check.figure]! + 1)", value: expected.nearestDouble, styles.money)
      try sheet.write(
        row, 3, formula: "=ABS(B\(row + 1)-C\(row + 1))<0.000001", text: sum == expected ? "TRUE" : "FALSE",
        styles.label)
    }
    let last = statement.checks.count + 1
    try sheet.write(last + 1, 0, text: "Everything agrees", styles.label)
    try sheet.write(last + 1, 3, formula: "=AND(D2:D\(last))", text: isSound ? "TRUE" : "FALSE", styles.label)
  }
}
