/// The shapes of the record types of a file: those of the table, or those that its comments tell.
struct RecordShapes {
  /// Versions that the comments of a file may explain.
  static let maximumLearned = 64

  private let layout: RecordLayout
  private var byType: [String: RecordShape] = [:]
  private var learned = 0
  private var known = Memo<RecordShape>(maximum: 1 << 6)

  init(_ layout: RecordLayout) {
    self.layout = layout
    for type in layout.types {
      for version in type.versions {
        let name = type.name + version
        byType[name] = RecordShape(kind: type.kind, type: name, cells: type.cells)
      }
    }
  }

  /// The shape of the records that begin with this cell.
  ///
  /// - Throws: `CellError` for a type that is not of the profile, or a version whose cells nobody knows.
  mutating func shape(_ cell: Cell) throws(CellError) -> RecordShape {
    if let shape = known.find(cell.bytes) { return shape }
    let name = cell.text
    guard let shape = byType[name] else {
      if let type = layout.types.first(where: { name.hasPrefix($0.name + ".") }) {
        throw cell.error(
          "\(cell.quoted) is a version of \(type.name) that is not known; known are "
            + type.versions.map { type.name + $0 }.joined(separator: ", ")
            + ". Ask for a file that names its cells in a comment (#\(type.name), tab, names)")
      }
      throw cell.error(
        "\(cell.quoted) is no record of this profile: "
          + layout.types.map(\.name).joined(separator: ", ") + "; was the line damaged?")
    }
    known.keep(shape, for: cell.bytes)
    return shape
  }

  /// Learns the cells of a type from a comment. Other comments say nothing to us.
  mutating func learn(_ fields: Fields) {
    let name = String(fields[0].text.drop { $0 == "#" || $0 == " " })
    guard fields.count > 2, let type = layout.types.first(where: { name == $0.name || name.hasPrefix($0.name + ".") })
    else { return }
    let cells = [type.cells[0]] + (1..<fields.count).map { fields[$0].text }
    let shape = RecordShape(kind: type.kind, type: name, cells: cells)
    guard shape.isComplete, learned < Self.maximumLearned else { return }
    learned += 1
    byType[name] = shape
    known = Memo(maximum: 1 << 6)
  }
}
