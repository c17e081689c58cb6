/// Writes records as `CSVReader` reads them (RFC 4180).
package enum CSVRecord {
  /// Writes the fields as one line, without its end.
  ///
  /// A field that holds a comma, a semicolon, a tab, a quote or a line's end is quoted: spreadsheets of some languages
  /// take the others for separators, and would make a cell of their own of what follows.
  package static func line(_ fields: [String], _ form: CSVForm = .neutral) -> String {
    fields.map { field in
      let text = form.text(field)
      return text.contains { ",;\t\"".contains($0) || $0.isNewline }
        ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }.joined(separator: ",")
  }
}
