import Configuration
import Ingest
import Texts

extension ImportBounds {
  static let keys = ["import.bytes", "import.ratio", "import.rows"]

  /// Bounds as the settings have them.
  ///
  /// - Throws: `Failure` for what is no whole number above zero.
  init(_ reader: ConfigReader) throws {
    self.init()
    func read(_ name: String, into value: inout Int64) throws {
      let key = ConfigKey(name)
      guard let text = reader.string(forKey: key) ?? reader.int(forKey: key).map({ "\($0)" }) else { return }
      guard let number = Int64(text), number > 0 else {
        throw Failure("\(name) is a whole number above zero, not \(text)")
      }
      value = number
    }
    try read("import.bytes", into: &bytes)
    try read("import.ratio", into: &ratio)
    try read("import.rows", into: &rows)
  }
}
