import Money
import Plays
import Refusals

/// Type of a parameter: it is checked by this, and the documentation shows it.
package enum ParameterType: Sendable {
  /// Any text of so many characters at most.
  case text(Int)
  /// An id of ours, or the code of a platform or a tier.
  case id
  case oneOf([String])
  /// A whole number, and what it is unless told.
  case integer(ClosedRange<Int64>, usual: Int64? = nil)
  /// A text that a type reads.
  case value(any TextValue.Type)
  /// A cursor of an earlier answer.
  case cursor

  package static var day: Self { .value(Day.self) }
  package static var period: Self { .value(Period.self) }
  package static var time: Self { .value(Time.self) }
  package static var moment: Self { .value(Moment.self) }
  package static var currency: Self { .value(Currency.self) }
  package static var country: Self { .value(Country.self) }
  package static var isrc: Self { .value(ISRC.self) }
  package static var gtin: Self { .value(GTIN.self) }
  /// A number that the database gave.
  package static var number: Self { .integer(1...Int64.max) }
  package static var smallNumber: Self { .integer(1...Int64(Int32.max)) }
  package static func limit(_ maximum: Int64, usual: Int64) -> Self { .integer(1...maximum, usual: usual) }

  /// Characters of an id at most.
  package static let longestID = 256
  private static let longestCursor = 2_048

  package var schema: Schema {
    switch self {
    case .text(let longest): .text(Schema.Text(length: 0...longest))
    case .id: .text(Self.identifier)
    case .oneOf(let values): .text(Schema.Text(values: values))
    case .integer(let range, _): .integer(range)
    case .value(let type): type.schema
    case .cursor: .text(Schema.Text(format: "cursor", length: 1...Self.longestCursor))
    }
  }

  package static var identifier: Schema.Text { Schema.Text(format: "id", length: 1...longestID) }

  /// Fault of a value, for the end of a sentence that begins with the parameter's name; `nil` where it fits.
  package func fault(_ value: String) -> String? {
    switch self {
    case .text(let longest): return Self.tooLong(value, longest)
    case .id where value.isEmpty: return "is empty: leave it out"
    case .id: return Identifier.fault(value) ?? Self.tooLong(value, Self.longestID)
    case .cursor:
      return Identifier.fault(value) == nil && value.unicodeScalars.count <= Self.longestCursor
        ? nil : "is what an earlier answer gave as next, unchanged"
    case .oneOf(let values) where values.contains(value): return nil
    case .integer(let range, _) where Int64(value).map(range.contains) ?? false: return nil
    case .value(let type) where type.init(spelling: value) != nil: return nil
    case .oneOf, .integer, .value: return "is \(wanted), not \"\(value.clipped)\""
    }
  }

  private static func tooLong(_ value: String, _ longest: Int) -> String? {
    value.unicodeScalars.count <= longest ? nil : "has more than \(longest) characters"
  }

  private var wanted: String {
    switch self {
    case .oneOf(let values): "one of \(values.joined(separator: ", "))"
    case .integer(let range, _) where range.upperBound >= Int64(Int32.max): "a number that an earlier answer gave"
    case .integer(let range, _): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .value(let type): type.wanted
    case .text, .id, .cursor: "a text"
    }
  }
}
