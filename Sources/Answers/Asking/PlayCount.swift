import Schemas

/// A number of plays, none or more.
package struct PlayCount: Codable, SchemaDescribed, Sendable {
  package let plays: Int64

  package static var schema: Schema { .integer(0...1_000_000_000_000) }
  package static var sample: PlayCount { PlayCount(plays: 0) }

  private init(plays: Int64) {
    self.plays = plays
  }

  package init(from decoder: any Decoder) throws {
    plays = try decoder.singleValueContainer().decode(Int64.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(plays)
  }
}
