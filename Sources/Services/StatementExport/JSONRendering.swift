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
package final class JSONRendering {
  private static let flushAt = 1 << 16
  private let sink: ([UInt8]) throws -> Void
  private var buffer: [UInt8] = []
  private var hash = SHA256()

  private let isAside: Bool

  private init(isAside: Bool = false, sink: @escaping ([UInt8]) throws -> Void) {
    self.sink = sink
    self.isAside = isAside
    buffer.reserveCapacity(Self.flushAt + 4_096)
  }

  /// Writes the whole document: `{"statement":{...},"status":"issued","digest":"..."}`.
  ///
  /// - Returns: the digest, SHA-256 over the bytes of `{...}`, and whether every check comes out.
  /// - Throws: `Transaction.Refusal` where an issued statement no longer comes to its digest.
  @discardableResult
  package static func write(
    _ source: StatementSource, to sink: @escaping ([UInt8]) throws -> Void
  ) throws -> (digest: [UInt8], isSound: Bool) {
    // The detail is read once and kept aside: what is made from it stands before it.
    let aside = try Spool()
    let detail = JSONRendering(isAside: true, sink: aside.write)
    let (statement, sum) = try detail.readDetail(source)
    let rendering = JSONRendering(sink: sink)
    rendering.raw("{\"statement\":")
    try rendering.flush(isCanonical: false)
    try rendering.statement(statement)
    rendering.raw(",\"detail\":[")
    try rendering.flush()
    try aside.read { try rendering.append($0) }
    rendering.raw("]")
    let isSound = rendering.checks(statement, detail: sum)
    rendering.raw("}")
    try rendering.flush()
    let digest = Array(rendering.hash.finalize())
    rendering.raw(",\"status\":\"\(statement.heading.status.rawValue)\",\"digest\":\"\(digest.hex)\"}\n")
    try rendering.flush(isCanonical: false)
    if let issued = source.issued, issued.digest != digest {
      throw Transaction.Refusal(
        "statement \(issued.number) revision \(issued.revision) no longer comes to its digest: run `ledgerline ledger verify`"
      )
    }
    return (digest, isSound)
  }

  /// The digest alone.
  package static func digest(_ source: StatementSource) throws -> (digest: [UInt8], isSound: Bool) {
    try write(source) { _ in }
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

  /// Writes the rows of the detail, and returns what they come to with all that is made from them.
  private func readDetail(_ source: StatementSource) throws -> (Statement, sum: Amount) {
    var sum = Amount.zero
    var isFirst = true
    let figures = DetailTable(source.kind).groups[3]
    let checked = source.kind.checkedFigure
    let statement = try source.statement(ready: Self.members) { [self] row in
      raw(isFirst ? "{" : ",{")
      isFirst = false
      for members in [row.track, row.market, row.contract] { buffer.append(contentsOf: members) }
      self.members(row.figures, figures)
      raw("}")
      if case .amount(let amount) = row.figures[checked] { sum += amount }
      if buffer.count >= Self.flushAt { try flush(isCanonical: !isAside) }
    }
    try flush(isCanonical: false)
    return (statement, sum)
  }

  /// Members of an object that stand before others, with the comma behind them.
  private static func members(_ cells: [Table.Cell], _ columns: [Table.Column]) -> [UInt8] {
    let rendering = JSONRendering { _ in }
    rendering.members(cells, columns)
    return rendering.buffer + [UInt8(ascii: ",")]
  }

  /// - Returns: whether all come out.
  private func checks(_ statement: Statement, detail: Amount) -> Bool {
    var isSound = true
    raw(",\"checks\":[")
    for (index, check) in statement.heading.kind.checks.enumerated() {
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

  private func flush(isCanonical: Bool = true) throws {
    if isCanonical { hash.update(data: buffer) }
    try sink(buffer)
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
