import Gzip
import Refusals

/// Reads the parts of a file by their links: no part is looked for by a name of its own.
struct PartReader {
  struct Book {
    var sheets: [(sheet: Sheets.Sheet, part: String)] = []
    var calendar = Calendar.from1900
    var formats: [NumberFormat]?
    /// The part with the texts that cells share.
    var texts: String?
  }

  let zip: ZipReader
  let limits: SheetLimits

  func book() throws -> Book {
    let root = PartLinks(of: "")
    try read(PartLinks.name(of: ""), root, limits.part)
    guard let main = root.first("officeDocument")?.part else {
      throw SheetFault("it is no spreadsheet: nothing in it says where the list of sheets is; \(SheetFault.savedAgain)")
    }
    guard !main.lowercased().hasSuffix(".bin") else {
      throw SheetFault("it is a spreadsheet of the form .xlsb; save it as .xlsx and try again")
    }
    let links = PartLinks(of: main)
    try read(PartLinks.name(of: main), links, limits.part)
    let list = WorkbookPart(maximum: limits.sheets)
    try read(main, list, limits.part)
    var book = Book(calendar: list.calendar, texts: links.first("sharedStrings")?.part)
    for sheet in list.sheets {
      guard let link = links.links[sheet.link] else {
        throw SheetFault("nothing says where its sheet \"\(sheet.name.clipped)\" is; \(SheetFault.savedAgain)")
      }
      // A chart has a sheet too, and no cells.
      guard link.kind == "worksheet" else { continue }
      book.sheets.append((Sheets.Sheet(name: sheet.name, isHidden: sheet.isHidden), link.part))
    }
    if let part = links.first("styles")?.part {
      let styles = StylesPart(maximum: limits.formats)
      try read(part, styles, limits.part)
      book.formats = styles.formats
    }
    return book
  }

  /// Reads a part to its end.
  ///
  /// - Throws: `SheetFault`, `ZipError`; what the handler throws.
  func read(_ part: String, _ handler: any XMLHandler, _ bounds: GzipReader.Bounds) throws {
    guard let found = zip.part(part) else {
      throw SheetFault("its part \(part.clipped) is missing; \(SheetFault.savedAgain)")
    }
    let xml = XMLReader(handler, limits: limits)
    try zip.read(found, bounds: bounds) { try xml.write($0) }
    try xml.finish()
  }
}
