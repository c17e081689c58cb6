import Refusals

/// The list of sheets, and the calendar of all of them.
final class WorkbookPart: XMLHandler {
  struct Sheet {
    let name: String
    let isHidden: Bool
    let link: String
  }

  private let maximum: Int
  private(set) var calendar = Calendar.from1900
  private(set) var sheets: [Sheet] = []

  init(maximum: Int) {
    self.maximum = maximum
  }

  func start(_ element: XMLElement, _ attributes: XMLAttributes, in path: [XMLElement]) throws {
    switch element {
    case .workbookPr where path == [.workbook]:
      calendar = ["1", "true", "on"].contains(attributes["date1904"] ?? "") ? .from1904 : .from1900
    case .sheet where path == [.workbook, .sheets]:
      guard let name = attributes["name"], let link = attributes.linkID else {
        throw SheetFault("its list of sheets has one without a name or a link; \(SheetFault.savedAgain)")
      }
      guard sheets.count < maximum else { throw SheetFault("it has more than \(maximum) sheets; divide it") }
      guard !sheets.contains(where: { $0.name == name }) else {
        throw SheetFault("two of its sheets have the name \"\(name.clipped)\"; \(SheetFault.savedAgain)")
      }
      let state = attributes["state"] ?? "visible"
      sheets.append(Sheet(name: name, isHidden: state != "visible", link: link))
    default:
      guard !path.isEmpty || element == .workbook else {
        throw SheetFault("its list of sheets is not one; \(SheetFault.savedAgain)")
      }
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

  func end(_ element: XMLElement, in path: [XMLElement]) {}
}
