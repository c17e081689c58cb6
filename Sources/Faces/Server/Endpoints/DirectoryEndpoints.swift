import Answers
import Schemas

/// Finding artists and labels, and what there is of them.
enum DirectoryEndpoints {
  private static let search: [Endpoint.Parameter] = [
    .init(name: "q", what: "text in the name; without it all, by name", type: .text(256)),
    .init(name: "limit", what: "rows at most", type: .limit(200, usual: 20)),
    .init(name: "cursor", what: "the next of the answer before", type: .cursor),
  ]

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/artists", tag: "Catalog", summary: "Find artists by name", scope: .earningsRead,
        parameters: search, example: #"{"artists":[{"id":"art-0007","name":"Luna Mar","tracks":25}],"next":null}"#,
        handle: .ask { Artists(page($0)) }),
      Endpoint(
        method: .get, path: "/v1/artists/{id}", tag: "Catalog", summary: "An artist with albums and tracks",
        detail:
          "Tracks of others on which the artist is featured are marked; their plays are not the artist's. A label's "
          + "token sees of these the label's own.",
        scope: .earningsRead,
        example:
          #"{"id":"art-0007","name":"Luna Mar","albums":[{"upc":"019900000076","title":"Slow Tide"}],"tracks":[{"isrc":"QZLG12600007","title":"Paper Moon","album":"019900000076","featured":false,"artist":{"id":"art-0007","name":"Luna Mar"}}]}"#,
        handle: .ask { OneArtist(id: $0.id) }),
      Endpoint(
        method: .get, path: "/v1/labels", tag: "Catalog", summary: "Find labels by name", scope: .earningsRead,
        parameters: search,
        example: #"{"labels":[{"id":"lab-northwind","name":"Northwind Records","tracks":2500}],"next":null}"#,
        handle: .ask { Labels(page($0)) }),
      Endpoint(
        method: .get, path: "/v1/labels/{id}", tag: "Catalog", summary: "A label", scope: .earningsRead,
        example: #"{"id":"lab-northwind","name":"Northwind Records","artists":100}"#,
        handle: .ask { OneLabel(id: $0.id) }),
    ]
  }

  private static func page(_ call: Call) -> DirectoryPage {
    DirectoryPage(matching: call.query["q"], cursor: call.query["cursor"], limit: call.query.integer("limit"))
  }
}
