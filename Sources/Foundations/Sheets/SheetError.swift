import Refusals

/// A fault of a file of sheets, with its place: `march.xlsx, sheet "Masters", C5: ...`.
package struct SheetError: Refusal, Hashable {
  /// The file's name as the person gave it.
  package let file: String
  package let sheet: String?
  /// From 1; `nil` where the fault is not in one row.
  package let row: Int?
  /// From 1; `nil` where the fault is not in one cell.
  package let column: Int?
  /// The fault, and what to do about it.
  package let reason: String

  package init(file: String, sheet: String? = nil, row: Int? = nil, column: Int? = nil, reason: String) {
    self.file = file
    self.sheet = sheet
    self.row = row
    self.column = column
    // Whatever the file holds, a message must not move the cursor of who reads it.
    self.reason = reason.unicodeScalars.map { $0.value < 0x20 ? "\\u{\(String($0.value, radix: 16))}" : "\($0)" }
      .joined()
  }

  package var refusal: RefusalKind { .content }

  package var description: String {
    var place = file
    if let sheet { place += ", sheet \"\(sheet.clipped)\"" }
    switch (row, column) {
    case (let row?, let column?): place += ", \(CellPlace(row: row, column: column))"
    case (let row?, nil): place += ", row \(row)"
    default: break
    }
    return "\(place): \(reason)"
  }
}

/// A fault that was found where neither the file's name nor the sheet's is known.
struct SheetFault: Error {
  let reason: String
  var row: Int?
  var column: Int?

  init(_ reason: String, row: Int? = nil, column: Int? = nil) {
    self.reason = reason
    self.row = row
    self.column = column
  }

  static let savedAgain = "save it again in a spreadsheet program"
}
