import Refusals

#if canImport(Glibc)
  import Glibc
#endif

/// The rows of a sheet, one after the other. Only the one under way is in memory.
final class SheetPart: XMLHandler {
  /// Things of the file that cells are read with.
  struct Book {
    let calendar: Calendar
    /// `nil` where the file has none.
    let formats: [NumberFormat]?
    let texts: SharedTexts?
  }

  private let limits: SheetLimits
  private let decoder: CellDecoder
  private let body: (SheetRow) throws -> Void
  private var row = 0
  private var cells: [SheetCell] = []
  private var cell = CellDecoder.Raw()
  private var isText = false
  private var rowBytes = 0
  /// Bytes of text of the longest row so far: more was never kept.
  private(set) var mostKept = 0

  init(_ book: Book, limits: SheetLimits, _ body: @escaping (SheetRow) throws -> Void) {
    decoder = CellDecoder(book: book)
    self.limits = limits
    self.body = body
  }

  func start(_ element: XMLElement, _ attributes: XMLAttributes, in path: [XMLElement]) throws {
    switch (path.count, element) {
    case (0, _):
      guard element == .worksheet else { throw SheetFault("the sheet is not one of cells; \(SheetFault.savedAgain)") }
    case (2, .row) where path[1] == .sheetData: try startRow(attributes)
    case (3, .cell) where path[2] == .row && path[1] == .sheetData: try startCell(attributes)
    case (4, .value) where path[3] == .cell: (isText, cell.hasValue) = (true, true)
    case (4, .formula) where path[3] == .cell: cell.hasFormula = true
    case (5, .text) where path[4] == .inlineText, (6, .text) where path[5] == .run && path[4] == .inlineText:
      (isText, cell.hasValue) = (true, true)
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    guard isText else { return }
    cell.bytes += bytes
    guard cell.bytes.count <= limits.textBytes else {
      throw fault("its text has more than \(limits.textBytes) bytes; shorten it", cell.column)
    }
  }

  func end(_ element: XMLElement, in path: [XMLElement]) throws {
    isText = false
    switch (path.count, element) {
    case (3, .cell) where path[2] == .row && path[1] == .sheetData: try endCell()
    case (2, .row) where path[1] == .sheetData:
      mostKept = max(mostKept, rowBytes)
      if !cells.isEmpty { try body(SheetRow(number: row, cells: cells)) }
    default: break
    }
  }

  private func startRow(_ attributes: XMLAttributes) throws {
    var number = row + 1
    if let given = attributes["r"] {
      guard let read = Int(given), read >= 1 else { throw fault("the number of the row after it is not one") }
      guard read > row else { throw fault("row \(read) stands behind it; \(SheetFault.savedAgain)") }
      number = read
    }
    guard number <= limits.rows else {
      throw fault("a row stands behind the \(limits.rows) that there may be; divide the sheet")
    }
    row = number
    cells.removeAll(keepingCapacity: true)
    rowBytes = 0
    cell.column = 0
  }

  private func startCell(_ attributes: XMLAttributes) throws {
    var column = cell.column + 1
    if let given = attributes.find("r") {
      let place = CellPlace(UnsafeBufferPointer(start: given, count: strlen(given)).lazy.map { UInt8(bitPattern: $0) })
      guard let place, place.row == row, place.column >= column else {
        throw fault(
          "a cell says that it is \(String(cString: given).clipped), which it cannot be there; "
            + SheetFault.savedAgain, max(1, cell.column))
      }
      column = place.column
    }
    guard column <= limits.columns else {
      throw fault("a cell stands behind the \(limits.columns) columns that there may be; delete what is not needed")
    }
    cell.begin(column, type: attributes["t"], format: attributes["s"])
  }

  private func endCell() throws {
    let decoded: SheetCell?
    do { decoded = try decoder.decode(&cell) } catch let error as SheetFault { throw fault(error.reason, cell.column) }
    guard let decoded else { return }
    rowBytes += decoded.text.utf8.count
    guard rowBytes <= limits.rowBytes else {
      throw fault("its text has more than \(limits.rowBytes) bytes; shorten it")
    }
    cells.append(decoded)
  }

  private func fault(_ reason: String, _ column: Int? = nil) -> SheetFault {
    SheetFault(reason, row: max(1, row), column: column)
  }
}
