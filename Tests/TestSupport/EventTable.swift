import Testing

/// Tells a machine the events of a table, row by row, and expects of each what stands behind its bar.
///
///     given 0 1    | claim 0 1
///     revoked      | forget
///
/// - Parameter tell: tells one event, and says in words what came of it.
package func expect(
  _ table: String, sourceLocation: SourceLocation = #_sourceLocation, _ tell: (String) throws -> String
) rethrows {
  for (number, row) in table.split(separator: "\n").enumerated() {
    let cells = row.split(separator: "|", omittingEmptySubsequences: false).map { $0.split(separator: " ") }
    guard cells.count == 2 else {
      Issue.record("row \(number + 1) is not of two cells: \(row)", sourceLocation: sourceLocation)
      return
    }
    let event = cells[0].joined(separator: " ")
    let answer = try tell(event)
    let expected = cells[1].joined(separator: " ")
    #expect(answer == expected, "row \(number + 1): \(event)", sourceLocation: sourceLocation)
  }
}
