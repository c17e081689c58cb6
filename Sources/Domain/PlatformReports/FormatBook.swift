/// The formats that are read: DDEX's records, and tables as their files describe them.
package struct FormatBook: Sendable {
  package let formats: [ReportFormat]

  /// - Parameter tables: of two with one name the later counts, so that a label's own takes the place of one that came
  ///   with the program.
  package init(_ tables: [ReportFormat]) {
    var formats = [ReportFormat.dsr]
    for table in tables {
      if let index = formats.firstIndex(where: { $0.name == table.name }) {
        formats[index] = table
      } else {
        formats.append(table)
      }
    }
    self.formats = formats
  }

  private init(only format: ReportFormat) { formats = [format] }

  package subscript(name: String) -> ReportFormat? { formats.first { $0.name == name } }

  /// The one format of a name; `nil` where there is none such.
  package func only(_ name: String) -> FormatBook? { self[name].map { FormatBook(only: $0) } }

  /// Lines within which each format shows what it is.
  var headerWithin: Int {
    formats.flatMap { [$0.headerWithin] + $0.sheets.compactMap(\.table?.headerWithin) }.max() ?? 1
  }
}
