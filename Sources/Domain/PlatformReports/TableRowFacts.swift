import Money
import Plays

/// Facts that a row of a table tells beside its plays and money.
extension TableRows {
  /// Looks at what a row tells beside its plays and money.
  mutating func look(_ row: inout ReportRow) throws(CellError) {
    if let cell = cell(.statement) {
      row.statement =
        behindStatement < 0
        ? try statement(cell) ?? row.statement : try joined(cell, behindStatement, layout.column(.statement)!)
      if let month = row.statement { facts.add(statement: month) }
    }
    if let cell = cell(.monetisation) {
      let word = word(cell, &monetisation, layout.values.monetisation) ?? .notTold
      row.monetisation = word
      facts.monetisation[word, default: 0] += 1
    }
    if let cell = cell(.origin) {
      let word = word(cell, &origins, layout.values.origins) ?? .notTold
      row.origin = word
      facts.origins[word, default: 0] += 1
    }
    var (grossMoved, feeMoved) = (FineAmount.zero, FineAmount.zero)
    row.gross = try money(.gross, &grossMoved)
    row.fee = try money(.fee, &feeMoved)
    if let gross = row.gross { facts.gross.add(gross, row.currency) }
    if let fee = row.fee { facts.fees.add(fee, row.currency) }
    guard let tolerance = layout.feeTolerance, let gross = row.gross, let fee = row.fee else { return }
    // Before any of the three was rounded.
    let off = FineAmount(gross - fee - row.amount) - grossMoved + feeMoved + row.moved
    guard !(FineAmount(tolerance) - off).isNegative, !(FineAmount(tolerance) + off).isNegative else {
      throw CellError(
        place: header[.amount],
        reason:
          "the row's gross \(gross) less its fee \(fee) is \(gross - fee), not \(row.amount); ask for the file again")
    }
  }

  /// Title or performers, as far as they can be kept: no row is refused for them.
  mutating func words(_ meaning: TableLayout.Meaning) -> String? {
    guard let cell = cell(meaning), !cell.isEmpty else { return nil }
    if let known = words.find(cell.bytes) { return known }
    let text = ReportRow.words(cell.text)
    words.keep(text, for: cell.bytes)
    return text
  }

  private mutating func statement(_ cell: Cell) throws(CellError) -> Period? {
    if let month = statements.find(cell.bytes) { return month }
    let column = layout.column(.statement)!
    guard let found = column.dates.match(cell.text) else {
      throw cell.error("\(cell.quoted) is not a statement, which this format writes as \(column.dates.words)")
    }
    statements.keep(found.period, for: cell.bytes)
    return found.period
  }

  /// Word for what a cell says; `nil` where the format knows none for it.
  private func word<Word>(_ cell: Cell, _ known: inout Memo<Word?>, _ words: [String: Word]) -> Word? {
    if let word = known.find(cell.bytes) { return word }
    let word = words[cell.text.uppercased()]
    known.keep(word, for: cell.bytes)
    return word
  }
}
