import Crypto
import Foundation
import Ledger
import Money
import Statements
import Store
import Texts

/// A statement as JSON, written as it is read: the canonical bytes that its digest is over, and then status and digest.
///
/// Keys stand in a fixed order, amounts are decimal strings with 12 decimals, and there is no space outside of strings. So
/// the same statement is the same bytes.
final class JSONRendering {
  private static let flushAt = 1 << 16
  private let sink: ([UInt8]) throws -> Void
  /// Takes the canonical bytes besides.
  private let document: PackedDocument?
  private var buffer: [UInt8] = []
  private var hash = SHA256()

  private init(sink: @escaping ([UInt8]) throws -> Void, keeping document: PackedDocument? = nil) {
    self.sink = sink
    self.document = document
  }

  /// Writes the whole document: `{"statement":{...},"status":"issued","digest":"..."}`.
  ///
  /// - Parameter document: takes what the digest is over, to be kept.
  /// - Returns: the digest, SHA-256 over the bytes of `{...}`, and whether every check comes out.
  /// - Throws: `Transaction.Refusal` where an issued statement no longer comes to its digest.
  @discardableResult
  static func write(
    _ source: StatementSource, keeping document: PackedDocument? = nil, to sink: @escaping ([UInt8]) throws -> Void
  ) throws -> (digest: [UInt8], isSound: Bool) {
    let detail = Detail(source.kind)
    let statement = try source.statement(of: source.selection(), ready: members) { try detail.add($0) }
    let (digest, isSound) = try write(statement, detail, keeping: document, to: sink)
    if let issued = source.issued, issued.digest != digest { throw changed(issued) }
    return (digest, isSound)
  }

  static func changed(_ issued: StatementStore.Issued) -> Transaction.Refusal {
    Transaction.Refusal(
      "statement \(issued.number) revision \(issued.revision) no longer comes to its digest: run `ledgerline ledger verify`; "
        + "`ledgerline statements generate` with `--revise` issues another revision")
  }

  /// Bytes before the canonical ones.
  static let beginning = Array("{\"statement\":".utf8)

  /// Bytes after them.
  static func ending(_ status: Statement.Status, _ digest: [UInt8]) -> [UInt8] {
    Array(",\"status\":\"\(status.rawValue)\",\"digest\":\"\(digest.hex)\"}\n".utf8)
  }

  /// Writes the whole document of a statement whose detail has been read.
  static func write(
    _ statement: Statement, _ detail: Detail, keeping document: PackedDocument? = nil,
    to sink: @escaping ([UInt8]) throws -> Void
  ) throws -> (digest: [UInt8], isSound: Bool) {
    try detail.finish()
    let rendering = JSONRendering(sink: sink, keeping: document)
    try sink(beginning)
    try rendering.statement(statement)
    rendering.raw(",\"detail\":[")
    try rendering.flush()
    try detail.aside.read { try rendering.append($0) }
    rendering.raw("]")
    let isSound = rendering.checks(statement, detail: detail.sum)
    rendering.raw("}")
    try rendering.flush()
    try document?.finish()
    let digest = Array(rendering.hash.finalize())
    try sink(ending(statement.heading.status, digest))
    return (digest, isSound)
  }

  private func statement(_ statement: Statement) throws {
    let heading = statement.heading
    raw("{\"format\":\"\(heading.kind.format)\",\"number\":")
    string(heading.number)
    raw(",\"revision\":\(heading.revision),\"\(heading.kind.rawValue)\":{\"id\":")
    string(heading.payee)
    raw(",\"name\":")
    string(heading.name)
    raw("},\"period\":\"\(heading.period)\",\"currency\":\"\(heading.currency)\",\"summary\":{")
    for (index, figure) in statement.figures.enumerated() {
      raw("\(index == 0 ? "" : ",")\"\(figure.key)\":\"\(figure.amount)\"")
    }
    raw("}")
    for table in statement.tables {
      raw(",\"\(table.key)\":[")
      for (index, row) in table.rows.enumerated() { try self.row(row, table.columns, isFirst: index == 0) }
      raw("]")
    }
  }

  /// The detail, kept aside while it is read: what is made from it stands before it.
  final class Detail {
    fileprivate let aside: Spool
    private let rendering: JSONRendering
    private let figures: [Table.Column]
    private let checked: Int
    private var isFirst = true
    /// Sum of the column that is checked.
    fileprivate private(set) var sum = Amount.zero

    init(_ kind: Statement.Kind) {
      let aside = Spool()
      self.aside = aside
      rendering = JSONRendering(sink: aside.write)
      figures = DetailTable(kind).groups[3]
      checked = kind.checkedFigure
    }

    func add(_ row: DetailRow<[UInt8]>) throws {
      rendering.raw(isFirst ? "{" : ",{")
      isFirst = false
      for members in [row.track, row.market, row.contract] { rendering.buffer.append(contentsOf: members) }
      rendering.members(row.figures, figures)
      rendering.raw("}")
      if case .amount(let amount) = row.figures[checked] { sum += amount }
      if rendering.buffer.count >= JSONRendering.flushAt { try rendering.pass() }
    }

    fileprivate func finish() throws { try rendering.pass() }
  }

  /// Members of an object that stand before others, with the comma behind them.
  static func members(_ cells: [Table.Cell], _ columns: [Table.Column]) -> [UInt8] {
    let rendering = JSONRendering { _ in }
    rendering.members(cells, columns)
    return rendering.buffer + [UInt8(ascii: ",")]
  }

  /// - Returns: whether all come out.
  private func checks(_ statement: Statement, detail: Amount) -> Bool {
    var isSound = true
    raw(",\"checks\":[")
    for (index, check) in statement.checks.enumerated() {
      let sum = check.table == "detail" ? detail : statement.table(check.table)!.sum(check.column)
      let expected = statement.figure(check.figure)
      isSound = isSound && sum == expected
      raw((index == 0 ? "" : ",") + "{\"check\":")
      string(check.title)
      raw(",\"sum\":\"\(sum)\",\"summary\":\"\(expected)\",\"ok\":\(sum == expected)}")
    }
    raw("]")
    return isSound
  }

  /// Canonical bytes that were made before.
  private func append(_ bytes: [UInt8]) throws {
    hash.update(data: bytes)
    try document?.write(bytes)
    try sink(bytes)
  }

  private func row(_ cells: [Table.Cell], _ columns: [Table.Column], isFirst: Bool) throws {
    raw(isFirst ? "{" : ",{")
    members(cells, columns)
    raw("}")
    if buffer.count >= Self.flushAt { try flush() }
  }

  private func members(_ cells: [Table.Cell], _ columns: [Table.Column]) {
    for (index, cell) in cells.enumerated() {
      raw(index == 0 ? "\"" : ",\"")
      raw(columns[index].key)
      raw("\":")
      switch cell {
      case .text(let text): string(text)
      case .integer(let value): raw(String(value))
      case .amount(let amount): amountText(amount)
      case .none: raw("null")
      }
    }
  }

  /// Hands on bytes of the detail, which are hashed when they have their place.
  private func pass() throws {
    try sink(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func flush() throws {
    try append(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func raw(_ text: String) { buffer.append(contentsOf: text.utf8) }

  /// Text of `Amount.description`, in quotes.
  private func amountText(_ amount: Amount) {
    guard let value = Int64(exactly: amount.pico) else {
      raw("\"\(amount)\"")
      return
    }
    buffer.append(UInt8(ascii: "\""))
    if value < 0 { buffer.append(UInt8(ascii: "-")) }
    let (units, rest) = value.magnitude.quotientAndRemainder(dividingBy: UInt64(Amount.scale))
    raw(String(units))
    buffer.append(UInt8(ascii: "."))
    var divisor = UInt64(Amount.scale) / 10
    while divisor > 0 {
      buffer.append(UInt8(ascii: "0") + UInt8(rest / divisor % 10))
      divisor /= 10
    }
    buffer.append(UInt8(ascii: "\""))
  }

  /// A string with the escapes that RFC 8259 asks for, and no others.
  private func string(_ text: String) {
    buffer.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        buffer.append(UInt8(ascii: "\\"))
        buffer.append(byte)
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        raw("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
      default: buffer.append(byte)
      }
    }
    buffer.append(UInt8(ascii: "\""))
  }
}
