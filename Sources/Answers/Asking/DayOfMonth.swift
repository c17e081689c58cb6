import Schemas

/// A day that every month has, as a number or as the text of one; or `last`.
package struct DayOfMonth: Decodable, SchemaDescribed {
  private static let highest: Int64 = 28

  package static var schema: Schema {
    .either([.integer(1...highest), .text(Schema.Text(values: (1...highest).map(String.init) + ["last"]))])
  }
  package static var sample: DayOfMonth { DayOfMonth() }

  private init() {}

  // `ScheduleFile` reads it; the schema has refused what is none.
  package init(from decoder: any Decoder) throws {}
}
