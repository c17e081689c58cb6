import Answers
import Earnings
import Schemas

/// Estimated earnings of an artist, an album, a track, a label, or of everything.
enum EarningsEndpoints {
  static let filters: [Endpoint.Parameter] = [
    .init(name: "from", what: "the first day, in UTC", type: .day, example: "2026-10-01"),
    .init(name: "to", what: "the last day, included", type: .day, example: "2026-10-31"),
    .init(name: "platform", what: "only this platform", example: "spotify"),
    .init(name: "country", what: "only this country, ISO 3166-1 alpha-2", type: .country, example: "SE"),
    .init(name: "tier", what: "only this subscription tier", example: "premium"),
    .init(name: "album", what: "only this release, by barcode", type: .gtin),
    .init(name: "track", what: "only this track, by ISRC", type: .isrc),
    .init(
      name: "currency", what: "express gross in this currency too, at each period's own exchange rate", type: .currency,
      example: "USD"),
  ]
  static let grouping = Endpoint.Parameter(
    name: "group_by", what: "one row for each", type: .oneOf(Dimension.allCases.map(\.rawValue)))
  static let everyone: [Endpoint.Parameter] = [
    .init(name: "artist", what: "only this artist's tracks, by id"),
    .init(name: "label", what: "only this label's tracks, by id"),
  ]

  static let figures =
    #""plays":1200,"unrated_plays":0,"gross":{"EUR":"1.204000000000","USD":"3.101250000000"},"converted":{"currency":"USD","amount":"4.417500000000","missing_fx":[]}"#
  static let freshness =
    #""as_of":"2026-11-22T12:00:00.123Z","complete_through":"2026-11-22T11:59:59.980Z","lag_events":0,"generation":1234"#
  private static let example =
    #"{"from":null,"to":null,"group_by":"platform","status":"estimated","reported":{"months":["2026-10"],"total":{\#(figures)},"rows":[{"key":"spotify","name":"spotify",\#(figures)}]},"total":{\#(figures)},"rows":[{"key":"spotify","name":"spotify",\#(figures)}],\#(freshness)}"#

  static var all: [Endpoint] {
    CatalogItem.Kind.allCases.map(of) + [
      Endpoint(
        method: .get, path: "/v1/earnings", tag: "Earnings", summary: "Estimated earnings of everything",
        scope: .earningsRead, needsWholeView: true, parameters: filters + everyone + [grouping, TableFormat.parameter],
        example: example, handle: .tables { try question($0) })
    ]
  }

  private static func of(_ kind: CatalogItem.Kind) -> Endpoint {
    Endpoint(
      method: .get, path: "/v1/\(kind)s/{id}/earnings", tag: "Earnings", summary: "Estimated earnings of one \(kind)",
      detail: "Plays times the rate in force on their day, exact to 12 decimals. Plays count once, under the track's "
        + "own artist. Unrated plays are counted and carry no money. Beside the estimate, reported has what accepted reports say of "
        + "the whole months of the question: units as plays, and money as it was reported.",
      scope: .earningsRead, parameters: filters + [grouping, TableFormat.parameter], example: example,
      handle: .tables { call in try question(call, of: CatalogItem(kind, call.id)) })
  }

  private static func question(_ call: Call, of item: CatalogItem? = nil) throws -> EstimatedEarnings {
    var query = try call.query.earnings()
    query.groupBy = call.query["group_by"].flatMap(Dimension.init)
    return EstimatedEarnings(query, of: item, in: try call.query.currency())
  }
}
