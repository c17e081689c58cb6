import Money
import Plays
import Refusals

/// A value that is written as one text: in a body, and as a parameter.
///
/// Its spelling and its description in the documentation stand side by side.
package protocol TextValue: Codable, SchemaDescribed, Sendable {
  static var text: Schema.Text { get }
  /// For the end of "is": `a day such as 2026-10-31`.
  static var wanted: String { get }
  /// - Returns: `nil` for a text that is none.
  init?(spelling: String)
  var spelling: String { get }
}

extension TextValue {
  package static var schema: Schema { .text(text) }
  package static var sample: Self { Self(spelling: text.example!)! }

  public init(from decoder: any Decoder) throws { self = try Self.read(decoder) }
  public func encode(to encoder: any Encoder) throws { try write(encoder) }

  package static func read(_ decoder: any Decoder) throws -> Self {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = Self(spelling: text) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: text.utf8.count <= 256 ? Identifier.fault(text) ?? Self.refusal(text) : Self.refusal(text)))
    }
    return value
  }

  package func write(_ encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(spelling)
  }

  private static func refusal(_ text: String) -> String { "is \(wanted), not \"\(text.clipped)\"" }
}

extension Day: TextValue {
  package static var text: Schema.Text {
    .init(name: "Day", format: "date", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", example: "2026-10-31")
  }
  package static var wanted: String { "a day such as 2026-10-01" }
  package init?(spelling: String) { self.init(spelling) }
  package var spelling: String { description }
  public init(from decoder: any Decoder) throws { self = try Self.read(decoder) }
  public func encode(to encoder: any Encoder) throws { try write(encoder) }
}

extension Period: TextValue {
  package static var text: Schema.Text {
    .init(name: "Period", format: "month", pattern: "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$", example: "2026-10")
  }
  package static var wanted: String { "a period such as 2026-10" }
  package init?(spelling: String) { self.init(spelling) }
  package var spelling: String { description }
  public init(from decoder: any Decoder) throws { self = try Self.read(decoder) }
  public func encode(to encoder: any Encoder) throws { try write(encoder) }
}

extension Currency: TextValue {
  package static var text: Schema.Text {
    .init(name: "Currency", format: "currency", values: all.map(\.code), example: "USD")
  }
  package static var wanted: String { "a code of ISO 4217 such as USD" }
  package init?(spelling: String) { self.init(spelling) }
  package var spelling: String { code }
  public init(from decoder: any Decoder) throws { self = try Self.read(decoder) }
  public func encode(to encoder: any Encoder) throws { try write(encoder) }
}

extension Amount: TextValue {
  package static var text: Schema.Text {
    .init(name: "Amount", format: "decimal", pattern: #"^-?[0-9]{1,20}(\.[0-9]{1,12})?$"#, example: "12.500000000000")
  }
  package static var wanted: String { "a decimal number of at most 12 decimals such as 12.34" }
  package init?(spelling: String) { try? self.init(spelling) }
  package var spelling: String { description }
  public init(from decoder: any Decoder) throws { self = try Self.read(decoder) }
  public func encode(to encoder: any Encoder) throws { try write(encoder) }
}

extension Country: TextValue {
  package static var text: Schema.Text {
    .init(name: "Country", format: "country", values: all.map(\.description), example: "SE")
  }
  package static var wanted: String { "an ISO 3166-1 alpha-2 code such as SE" }
  package init?(spelling: String) { self.init(spelling) }
  package var spelling: String { description }
  public init(from decoder: any Decoder) throws { self = try Self.read(decoder) }
  public func encode(to encoder: any Encoder) throws { try write(encoder) }
}

extension ISRC: TextValue {
  package static var text: Schema.Text {
    .init(name: "ISRC", format: "isrc", pattern: "^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$", example: "QZLL22600001")
  }
  package static var wanted: String { "an ISRC such as QZLL22600001" }
  package init?(spelling: String) { self.init(spelling) }
  package var spelling: String { description }
  public init(from decoder: any Decoder) throws { self = try Self.read(decoder) }
  public func encode(to encoder: any Encoder) throws { try write(encoder) }
}

extension GTIN: TextValue {
  package static var text: Schema.Text {
    .init(name: "GTIN", format: "gtin", pattern: "^[0-9]{12,14}$", example: "011000001072")
  }
  package static var wanted: String { "a UPC, EAN or GTIN with a right check digit" }
  package init?(spelling: String) { self.init(spelling) }
  package var spelling: String { description }
  package init(from decoder: any Decoder) throws { self = try Self.read(decoder) }
  package func encode(to encoder: any Encoder) throws { try write(encoder) }
}

/// A moment of the years 1970 to 9999.
package struct Time: TextValue, Hashable {
  /// Since 1970.
  package let microseconds: Int64

  package static var text: Schema.Text {
    .init(name: "Time", format: "date-time", pattern: "^(19[7-9][0-9]|[2-9][0-9]{3})-", example: "2026-11-01T00:00:00Z")
  }
  package static var wanted: String { "a time from 1970 to 9999 such as 2026-11-01T00:00:00Z" }
  package init?(spelling: String) {
    guard let time = Timestamp.microseconds(spelling) else { return nil }
    microseconds = time
    self.spelling = spelling
  }
  package let spelling: String

  /// As answers show it, from microseconds since 1970.
  package init(shown moment: Int64) {
    microseconds = moment
    spelling = RFC3339.text(microseconds: moment)
  }

  /// From microseconds since 1970, with all that the database keeps, so that it can be sent back and means the same moment.
  package init(exact moment: Int64) {
    microseconds = moment
    spelling = RFC3339.precise(microseconds: moment)
  }

  package init(seconds: Int64) {
    microseconds = seconds * 1_000_000
    spelling = RFC3339.text(seconds: seconds)
  }
}

/// A day, or a time.
package struct Moment: TextValue {
  package let spelling: String
  /// Since 1970; of a time both are its own second.
  package let firstSecond, lastSecond: Int64

  package static var text: Schema.Text {
    .init(
      name: "Moment", format: "moment",
      pattern: "^(19[7-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([Tt ][^\\u0000]+)?$",
      example: "2026-11-22T12:00:00Z"
    )
  }
  package static var wanted: String {
    "a day such as 2026-11-22, or a time from 1970 to 9999 such as 2026-11-22T12:00:00Z"
  }
  package init?(spelling: String) {
    if let day = Day(spelling) {
      (firstSecond, lastSecond) = (Int64(day.number) * 86_400, Int64(day.number) * 86_400 + 86_399)
    } else {
      guard let second = Timestamp.microseconds(spelling).map({ $0 / 1_000_000 }) else { return nil }
      (firstSecond, lastSecond) = (second, second)
    }
    self.spelling = spelling
  }
}
