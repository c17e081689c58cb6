import Catalog
import Schemas

/// Whom a token is for: the word `all`, or the artists, labels and payees that it is narrowed to. Seeing everything is never
/// what somebody gets by leaving something out.
package struct Subjects: Codable, SchemaDescribed {
  /// Empty where it says `all`.
  package let narrowed: [Subject]

  private static let all = "all"

  package static var schema: Schema {
    .either([.text(Schema.Text(values: [all])), .list(Subject.schema, count: 1...1_000)])
  }
  package static var sample: Subjects { Subjects(narrowed: []) }

  package init(narrowed: [Subject]) {
    self.narrowed = narrowed
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Anything else than "all" the schema has refused.
    narrowed = (try? container.decode(String.self)) == Self.all ? [] : try container.decode([Subject].self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if narrowed.isEmpty { try container.encode(Self.all) } else { try container.encode(narrowed) }
  }
}

extension Subject: TextValue {
  package static var text: Schema.Text {
    Schema.Text(
      name: "Subject", format: "subject", pattern: #"^(artist|label|payee):[^\u0000]+$"#, example: "artist:art-0007")
  }
  package static var wanted: String { "a subject: artist:ID, label:ID or payee:ID" }
  package init?(spelling: String) { self.init(spelling) }
  package init(from decoder: any Decoder) throws { self = try Self.read(decoder) }
  package func encode(to encoder: any Encoder) throws { try write(encoder) }
  package var spelling: String {
    switch self {
    case .artist(let id): "artist:\(id)"
    case .label(let id): "label:\(id)"
    case .payee(let id): "payee:\(id)"
    }
  }
}
