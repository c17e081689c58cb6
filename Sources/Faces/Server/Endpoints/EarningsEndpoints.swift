import Answers
import Earnings
import Hummingbird
import Live
import Money
import Plays
import Postgres
import Rates
import Schemas
import Store

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
    #"{"from":null,"to":null,"group_by":"platform","status":"estimated","total":{\#(figures)},"rows":[{"key":"spotify","name":"spotify",\#(figures)}],\#(freshness)}"#

  static var all: [Endpoint] {
    [of("artist"), of("album"), of("track"), of("label")] + [
      Endpoint(
        method: .get, path: "/v1/earnings", tag: "Earnings", summary: "Estimated earnings of everything",
        scope: .earningsRead, needsWholeView: true, parameters: filters + everyone + [grouping, TableFormat.parameter],
        example: example,
        handle: .tables { try await answer($0, $0.query.earnings($0.grant)) })
    ]
  }

  private static func of(_ kind: String) -> Endpoint {
    Endpoint(
      method: .get, path: "/v1/\(kind)s/{id}/earnings", tag: "Earnings", summary: "Estimated earnings of one \(kind)",
      detail: "Plays times the rate in force on their day, exact to 12 decimals. Plays count once, under the track's "
        + "own artist. Unrated plays are counted and carry no money.",
      scope: .earningsRead, parameters: filters + [grouping, TableFormat.parameter], example: example,
      handle: .tables { call in try await answer(call, query(kind, call)) })
  }

  /// The question of a call about one artist, album, track or label that the token may see.
  static func query(_ kind: String, _ call: Call) async throws -> EarningsQuery {
    var query = try call.query.earnings(call.grant)
    let id = call.id
    let found: DirectoryStore.Entry?
    switch kind {
    case "artist":
      query.artist = id
      found = try await call.directory { try $0.artist(id: id) }
    case "label":
      query.label = id
      found = try await call.directory { try $0.label(id: id) }
    case "album":
      guard let gtin = GTIN(id) else { throw Problem.notFound(kind, id) }
      if let other = query.album, other != gtin.padded {
        throw Problem.unusable("album", "The path names another album.")
      }
      query.album = gtin.padded
      found = try await call.directory { try $0.album(gtin: gtin.padded) }
    default:
      guard let isrc = ISRC(id) else { throw Problem.notFound(kind, id) }
      if let other = query.track, other != isrc.description {
        throw Problem.unusable("track", "The path names another track.")
      }
      query.track = isrc.description
      found = try await call.directory { try $0.track(isrc: isrc.description) }
    }
    guard found != nil else { throw Problem.notFound(kind, id) }
    return query
  }

  /// A platform that has no rate table cannot have plays: it is misspelt.
  static func check(_ query: EarningsQuery, _ services: Services) throws(Problem) {
    let known = services.book.rates.platforms
    if let platform = query.platform, !known.contains(platform) {
      throw .unusable(
        "platform", "There is no platform \"\(platform)\"; there are \(known.sorted().joined(separator: ", ")).")
    }
  }

  private static func answer(_ call: Call, _ query: EarningsQuery) async throws -> Tabular<Fresh<EarningsBody>> {
    try check(query, call.services)
    var query = query
    query.groupBy = call.query["group_by"].flatMap(Dimension.init)
    let currency = try call.query.currency()
    let state = call.services.book.state
    let rows = try await rows(query, call.services, turn: call.grant.turn)
    let fx = call.services.book.fx
    if let table = try TableFormat.of(call.query).response(rows, currency, fx) {
      try await call.leaving()
      return .table(table)
    }
    var total = Earnings()
    for row in rows { total += row.earnings }
    let body = EarningsBody(
      from: Nullable(query.from), to: Nullable(query.to), group_by: Nullable(query.groupBy),
      total: EarningsFigures(total, currency, fx),
      rows: query.groupBy == nil ? [] : rows.map { EarningsBody.RatedRow($0, currency, fx) })
    return .body(Fresh(body, Freshness(state)))
  }

  /// From memory where the totals are there, else from the database.
  ///
  /// - Parameter turn: whose turn the question takes.
  static func rows(_ query: EarningsQuery, _ services: Services, turn: String) async throws -> [EarningsRow] {
    try await rows(query, services.book, services.connections, turn: turn)
  }

  static func rows(
    _ query: EarningsQuery, _ book: LiveBook, _ connections: Connections, turn: String
  ) async throws -> [EarningsRow] {
    if let rows = book.rows(query) { return rows }
    let rates = book.rates
    return try await connections[.figure].withConnection(turn: turn) { try EarningsStore($0).rows(query, rates) }
  }
}
