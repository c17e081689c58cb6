/// Lines that are records of several types, each named by its first cell, as DDEX flat files are.
struct RecordLayout: Sendable {
  /// The profiles of HEAD that are read.
  let profiles: [String]
  let types: [RecordType]
  /// Spellings of territories besides those of `Country`.
  let territories: [String: String]
}
