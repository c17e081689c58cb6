import Answers
import Foundation
import Hummingbird
import Schemas
import Store

/// Finding artists and labels, and what there is of them.
enum DirectoryEndpoints {
  struct EntryBody: Codable {
    let id, name: String
    let tracks: Int64
  }

  struct ArtistBody: Codable {
    struct Album: Codable, Hashable {
      let upc, title: String
    }
    struct Party: Codable {
      let id, name: String
    }
    struct Track: Codable {
      let isrc, title, album: String
      let featured: Bool
      let artist: Party
    }
    let id, name: String
    let albums: [Album]
    let tracks: [Track]
  }

  struct LabelBody: Codable {
    let id, name: String
    let artists: Int64
  }

  struct ArtistsBody: Codable {
    let artists: [EntryBody]
    let next: Nullable<String>
  }

  struct LabelsBody: Codable {
    let labels: [EntryBody]
    let next: Nullable<String>
  }

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
        handle: .answer { call in
          let page = try await page(call) { try $0.artists(matching: $1, after: $2, limit: $3) }
          return ArtistsBody(artists: page.entries, next: page.next)
        }),
      Endpoint(
        method: .get, path: "/v1/artists/{id}", tag: "Catalog", summary: "An artist with albums and tracks",
        detail:
          "Tracks of others on which the artist is featured are marked; their plays are not the artist's. A label's "
          + "token sees of these the label's own.",
        scope: .earningsRead,
        example:
          #"{"id":"art-0007","name":"Luna Mar","albums":[{"upc":"019900000076","title":"Slow Tide"}],"tracks":[{"isrc":"QZLG12600007","title":"Paper Moon","album":"019900000076","featured":false,"artist":{"id":"art-0007","name":"Luna Mar"}}]}"#,
        handle: .answer(artist)),
      Endpoint(
        method: .get, path: "/v1/labels", tag: "Catalog", summary: "Find labels by name", scope: .earningsRead,
        parameters: search,
        example: #"{"labels":[{"id":"lab-northwind","name":"Northwind Records","tracks":2500}],"next":null}"#,
        handle: .answer { call in
          let page = try await page(call) { try $0.labels(matching: $1, after: $2, limit: $3) }
          return LabelsBody(labels: page.entries, next: page.next)
        }),
      Endpoint(
        method: .get, path: "/v1/labels/{id}", tag: "Catalog", summary: "A label", scope: .earningsRead,
        example: #"{"id":"lab-northwind","name":"Northwind Records","artists":100}"#,
        handle: .answer { call in
          let id = call.id
          guard let label = try await call.directory({ try $0.label(id: id) }) else {
            throw Problem.notFound("label", id)
          }
          return LabelBody(id: label.id, name: label.name, artists: label.tracks)
        }),
    ]
  }

  @Sendable private static func artist(_ call: Call) async throws -> ArtistBody {
    let id = call.id
    let found = try await call.directory { directory in
      try directory.artist(id: id).map { (artist: $0, tracks: try directory.tracks(artist: id)) }
    }
    guard let (artist, tracks) = found else { throw Problem.notFound("artist", id) }
    var albums: [ArtistBody.Album] = []
    for track in tracks where !track.isFeatured {
      let album = ArtistBody.Album(upc: track.album, title: track.albumTitle)
      if albums.last != album { albums.append(album) }
    }
    return ArtistBody(
      id: artist.id, name: artist.name, albums: albums,
      tracks: tracks.map {
        ArtistBody.Track(
          isrc: $0.isrc, title: $0.title, album: $0.album, featured: $0.isFeatured,
          artist: ArtistBody.Party(id: $0.artist.id, name: $0.artist.name))
      })
  }

  private static func page(
    _ call: Call,
    _ find:
      @escaping @Sendable (DirectoryStore, String, (name: String, id: String)?, Int) throws -> [DirectoryStore.Entry]
  ) async throws -> (entries: [EntryBody], next: Nullable<String>) {
    let text = call.query["q"] ?? ""
    let limit = call.query.integer("limit")
    let cursor = try call.query["cursor"].map(decode)
    // One more than asked for tells whether there is a next page.
    let found = try await call.directory { try find($0, text, cursor, limit + 1) }
    let page = found.prefix(limit)
    let next = found.count > limit ? page.last.map { encode(name: $0.name, id: $0.id) } : nil
    return (page.map { EntryBody(id: $0.id, name: $0.name, tracks: $0.tracks) }, Nullable(next))
  }

  private static func encode(name: String, id: String) -> String {
    (try? JSONEncoder().encode([name, id]).base64EncodedString()) ?? ""
  }

  private static func decode(_ cursor: String) throws(Problem) -> (name: String, id: String) {
    guard let data = Data(base64Encoded: cursor), let parts = try? JSONDecoder().decode([String].self, from: data),
      parts.count == 2, parts.allSatisfy({ !$0.utf8.contains(0) })
    else { throw .unusable("cursor", "cursor is what an earlier answer gave as next, unchanged.") }
    return (parts[0], parts[1])
  }
}
