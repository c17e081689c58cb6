import Plays

/// A record and where its cells are. Valid while its line is.
struct Record {
  let shape: RecordShape
  let fields: Fields

  var type: Cell { fields[0] }

  /// The first of these cells that the type has; `nil` where it has none, or where the record ends before it.
  subscript(names: String...) -> Cell? { self[shape.place(names)] }

  subscript(place: Int) -> Cell? { place >= 0 && place < fields.count ? fields[place] : nil }

  /// A first and a last day; `nil` where neither is there.
  func days(_ first: String, _ last: String) throws(CellError) -> ClosedRange<Day>? {
    let cells = [self[first], self[last]].compactMap { $0 }.filter { !$0.isEmpty }
    guard let start = cells.first, let end = cells.last else { return nil }
    guard let from = DayRange.iso(start.text), let to = DayRange.iso(end.text) else {
      let wrong = DayRange.iso(start.text) == nil ? start : end
      throw wrong.error("\(wrong.quoted) is not a date such as 2026-10-31, 2026-10 or 2026")
    }
    guard from.lowerBound <= to.upperBound else { throw end.error("the period ends before it begins") }
    return from.lowerBound...to.upperBound
  }
}

/// Places of a record's cells in this file.
struct RecordShape {
  let kind: RecordType.Kind
  /// With its version.
  let type: String
  let cells: [String]
  private let places: [String: Int]

  init(kind: RecordType.Kind, type: String, cells: [String]) {
    self.kind = kind
    self.type = type
    self.cells = cells
    places = Dictionary(cells.enumerated().map { ($1.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The place of the first of these names that the record has; -1 where it has none.
  func place(_ names: String...) -> Int { place(names) }

  func place(_ names: [String]) -> Int {
    for name in names { if let place = places[name.lowercased()] { return place } }
    return -1
  }

  /// True if it has all that a record of its kind cannot do without.
  var isComplete: Bool { RecordType.needed(kind).allSatisfy { place($0) > 0 } }
}
