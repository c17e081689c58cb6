/// A statement whose interpolated values are always bound, never spliced into the text.
///
///     let statement: SQL = "SELECT title FROM tracks WHERE isrc = \(isrc)"     // ... WHERE isrc = $1
package struct SQL: ExpressibleByStringInterpolation, Sendable {
  package private(set) var text: String
  package private(set) var values: [Value]

  package init(stringLiteral text: String) {
    self.text = text
    self.values = []
  }

  package init(stringInterpolation: StringInterpolation) {
    self = stringInterpolation.sql
  }

  package static func + (a: SQL, b: SQL) -> SQL {
    var sql = a
    sql.append(b)
    return sql
  }

  /// Appends a part of a statement; its parameters are numbered on.
  package mutating func append(_ part: SQL) {
    guard !part.values.isEmpty else {
      text += part.text
      return
    }
    // Parts are written through interpolation only, so every `$n` in one is a parameter of its own.
    var number = ""
    var inNumber = false
    for character in part.text {
      if character == "$" {
        inNumber = true
        number = ""
      } else if inNumber, character.isWholeNumber {
        number.append(character)
      } else {
        flush()
        text.append(character)
      }
    }
    flush()
    values += part.values

    func flush() {
      if inNumber { text += "$" + (Int(number).map { String($0 + values.count) } ?? number) }
      inNumber = false
    }
  }

  /// The statement as a text without parameters, for what takes none.
  ///
  /// - Precondition: every value is a whole number, whose digits are no danger to a text.
  var textWithWholeNumbers: String {
    // From the last: `$1` is also how `$10` begins.
    values.enumerated().reversed().reduce(text) { text, value in
      guard case .int64(let number) = value.element else { preconditionFailure("only whole numbers stand in a text") }
      return text.replacing("$\(value.offset + 1)", with: "\(number)")
    }
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    var sql: SQL = ""

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) { sql.text += literal }

    package mutating func appendInterpolation(_ value: some Bindable) { bind(value.value) }

    package mutating func appendInterpolation(_ value: (some Bindable)?) { bind(value?.value ?? .null) }

    package mutating func appendInterpolation(_ value: Value) { bind(value) }

    /// Another part, with its own bound values.
    package mutating func appendInterpolation(_ part: SQL) { sql.append(part) }

    private mutating func bind(_ value: Value) {
      sql.values.append(value)
      sql.text += "$\(sql.values.count)"
    }
  }
}
