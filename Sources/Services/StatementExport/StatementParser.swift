import Money
import Plays
import Statements

/// Reads the canonical JSON of a statement while it comes, in memory that does not grow with its detail.
///
/// It goes by the names that stand in the document, so that columns and figures of another version are read too.
final class StatementParser {
  /// It is not a statement as it was written.
  struct Malformed: Error {}

  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")
  private static let null = Array("null".utf8)
  private let next: () throws -> [UInt8]?
  private var bytes: [UInt8] = []
  private var place = 0

  /// - Parameter next: gives the bytes piece by piece; `nil` at their end.
  init(_ next: @escaping () throws -> [UInt8]?) {
    self.next = next
  }

  /// Everything up to the detail.
  func head(_ kind: Statement.Kind, _ status: Statement.Status) throws -> Statement {
    var texts: [String: String] = [:]
    var (revision, figures, tables) = (0, [Statement.Figure](), [Table]())
    try expect("{")
    while true {
      let key = try self.key()
      switch key {
      case "detail":
        guard let period = Period(texts["period"] ?? ""), let currency = Currency(texts["currency"] ?? ""),
          let number = texts["number"], let payee = texts["id"], let name = texts["name"]
        else { throw Malformed() }
        return Statement(
          heading: Statement.Heading(
            kind: kind, number: number, revision: revision, status: status, payee: payee, name: name, period: period,
            currency: currency), figures: figures, tables: tables)
      case "revision": revision = Int(try integer())
      case kind.rawValue: try members { texts[$0] = try string() }
      case "summary": try members { figures.append(Statement.Figure(kind, $0, try amount())) }
      default:
        if try peek() == Self.quote { texts[key] = try string() } else { tables.append(try table(key, kind)) }
      }
      try expect(",")
    }
  }

  /// The rows of the detail. After `head`.
  func detail(_ table: DetailTable, _ body: (DetailRow<[Table.Cell]>) throws -> Void) throws {
    let columns = table.table.columns
    let keys = Self.keys(columns)
    let ends = table.starts.dropFirst() + [columns.count]
    try expect("[")
    if try take(if: "]") { return }
    repeat {
      let cells = try row(columns, keys)
      let groups = zip(table.starts, ends).map { Array(cells[$0..<$1]) }
      try body(DetailRow(track: groups[0], market: groups[1], contract: groups[2], figures: groups[3]))
    } while try take(if: ",")
    try expect("]")
  }

  /// Reads what is left, for the digest.
  func finish() throws { while try next() != nil {} }

  private func table(_ key: String, _ kind: Statement.Kind) throws -> Table {
    let known = kind.table(key)
    try expect("[")
    if try take(if: "]") { return known ?? Table(key, key, []) }
    // The first row has the columns.
    var (columns, first) = ([Table.Column](), [Table.Cell]())
    try members { name in
      let column = known?.columns.first { $0.key == name } ?? Table.Column(name, name, .text)
      columns.append(column)
      first.append(try cell(column))
    }
    var rows = [first]
    let keys = Self.keys(columns)
    while try take(if: ",") { rows.append(try row(columns, keys)) }
    try expect("]")
    return Table(key, known?.title ?? key, columns, rows: rows)
  }

  /// An object's members, each by its key.
  private func members(_ body: (String) throws -> Void) throws {
    try expect("{")
    repeat { try body(key()) } while try take(if: ",")
    try expect("}")
  }

  private static func keys(_ columns: [Table.Column]) -> [[UInt8]] {
    columns.enumerated().map { Array(($0 == 0 ? "{\"" : ",\"").utf8) + Array("\($1.key)\":".utf8) }
  }

  /// A row whose columns are known.
  private func row(_ columns: [Table.Column], _ keys: [[UInt8]]) throws -> [Table.Cell] {
    var cells: [Table.Cell] = []
    cells.reserveCapacity(columns.count)
    for (column, key) in zip(columns, keys) {
      try expect(key)
      cells.append(try cell(column))
    }
    try expect("}")
    return cells
  }

  private func cell(_ column: Table.Column) throws -> Table.Cell {
    switch try peek() {
    case Self.quote: return column.kind == .text ? .text(try string()) : .amount(try amount())
    case UInt8(ascii: "n"):
      try expect(Self.null)
      return .none
    default: return .integer(try integer())
    }
  }

  private func key() throws -> String {
    let key = try string()
    try expect(":")
    return key
  }

  private func amount() throws -> Amount {
    let text = try string()
    guard let amount = try? Amount(text) else { throw Malformed() }
    return amount
  }

  private func integer() throws -> Int64 {
    var digits: [UInt8] = []
    while digits.count < 21 {
      let byte = try peek()
      guard byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
      digits.append(byte)
      place += 1
    }
    guard let value = Int64(String(decoding: digits, as: UTF8.self)) else { throw Malformed() }
    return value
  }

  private func string() throws -> String {
    try expect("\"")
    var text: [UInt8] = []
    while true {
      _ = try peek()
      var end = place
      while end < bytes.count, bytes[end] != Self.quote, bytes[end] != Self.backslash { end += 1 }
      text += bytes[place..<end]
      place = end
      guard place < bytes.count else { continue }
      if try take() == Self.quote { return String(decoding: text, as: UTF8.self) }
      let escaped = try take()
      switch escaped {
      case Self.quote, Self.backslash: text.append(escaped)
      case UInt8(ascii: "u"):
        let digits = [try take(), try take(), try take(), try take()]
        // Control characters alone are written like this.
        guard let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else { throw Malformed() }
        text.append(code)
      default: throw Malformed()
      }
    }
  }

  private func peek() throws -> UInt8 {
    while place == bytes.count {
      guard let more = try next() else { throw Malformed() }
      (bytes, place) = (more, 0)
    }
    return bytes[place]
  }

  private func take() throws -> UInt8 {
    let byte = try peek()
    place += 1
    return byte
  }

  private func take(if character: Unicode.Scalar) throws -> Bool {
    guard try peek() == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private func expect(_ known: [UInt8]) throws {
    for byte in known {
      guard try take() == byte else { throw Malformed() }
    }
  }

  private func expect(_ character: Unicode.Scalar) throws {
    guard try take(if: character) else { throw Malformed() }
  }
}
