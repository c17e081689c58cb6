/// A number of plays, none or more.
struct PlayCount: Codable, SchemaDescribed, Sendable {
  let plays: Int64

  static var schema: Schema { .integer(0...1_000_000_000_000) }
  static var sample: PlayCount { PlayCount(plays: 0) }

  private init(plays: Int64) {
    self.plays = plays
  }

  init(from decoder: any Decoder) throws {
    plays = try decoder.singleValueContainer().decode(Int64.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(plays)
  }
}
