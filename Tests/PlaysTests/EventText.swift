/// An event as text, from fields written as JSON; it is valid until a field is changed.
struct EventText {
  private var fields: [(name: String, value: String)] = [
    ("event_id", "\"e-1\""), ("isrc", "\"QZLL22500002\""), ("played_at", "\"2026-10-17T07:31:47.806Z\""),
    ("platform", "\"spotify\""), ("country", "\"JP\""), ("tier", "\"free\""), ("plays", "1"),
  ]

  /// The JSON of a field's value; `nil` leaves the field out.
  subscript(name: String) -> String? {
    get { fields.first { $0.name == name }?.value }
    set {
      let index = fields.firstIndex { $0.name == name } ?? fields.endIndex
      if index == fields.endIndex { fields.append((name, "null")) }
      if let newValue { fields[index].value = newValue } else { fields.remove(at: index) }
    }
  }

  func with(_ name: String, _ value: String?) -> EventText {
    var copy = self
    copy[name] = value
    return copy
  }

  func renaming(_ name: String, _ other: String) -> EventText {
    var copy = self
    copy.fields = fields.map { ($0.name == name ? other : $0.name, $0.value) }
    return copy
  }

  func shuffled(using generator: inout some RandomNumberGenerator) -> EventText {
    var copy = self
    copy.fields.shuffle(using: &generator)
    return copy
  }

  var json: String { "{" + fields.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}" }

  /// The same with other white space, everywhere JSON allows some.
  func spaced(_ space: String) -> String {
    let members = fields.map { "\(space)\"\($0.name)\"\(space):\(space)\($0.value)\(space)" }
    return "\(space){" + members.joined(separator: ",") + "}\(space)"
  }
}
