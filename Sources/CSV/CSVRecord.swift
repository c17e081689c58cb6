/// Writes records as `CSVReader` reads them (RFC 4180).
public enum CSVRecord {
  /// The fields as one line, without its end. Text that a spreadsheet would take for a formula is left as it is: this
  /// is data, not a sheet.
  public static func line(_ fields: [String]) -> String {
    fields.map { field in
      field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
        ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }.joined(separator: ",")
  }
}
