/// Formats of numbers, by the number under which cells name them.
final class StylesPart: XMLHandler {
  private let maximum: Int
  private var spelt: [Int: NumberFormat] = [:]
  private var ids: [Int] = []

  init(maximum: Int) {
    self.maximum = maximum
  }

  /// To be called at the end: a format may be spelt out behind its use.
  var formats: [NumberFormat] { ids.map { spelt[$0] ?? NumberFormat(builtIn: $0) } }

  func start(_ element: XMLElement, _ attributes: XMLAttributes, in path: [XMLElement]) throws {
    switch element {
    case .numFmt where path == [.styleSheet, .numFmts]:
      guard let id = attributes["numFmtId"].flatMap({ Int($0) }), let code = attributes["formatCode"] else {
        throw SheetFault("one of its number formats is not complete; \(SheetFault.savedAgain)")
      }
      spelt[id] = NumberFormat(code: code)
    case .xf where path == [.styleSheet, .cellXfs]:
      guard let id = Int(attributes["numFmtId"] ?? "0") else {
        throw SheetFault("one of its formats of cells has no number; \(SheetFault.savedAgain)")
      }
      ids.append(id)
    default: break
    }
    guard max(ids.count, spelt.count) <= maximum else {
      throw SheetFault("it has more than \(maximum) formats of cells; copy the sheet into a new file")
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

  func end(_ element: XMLElement, in path: [XMLElement]) {}
}
