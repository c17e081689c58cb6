import Refusals
import Store

/// An artist with albums and tracks, those of others too on which the artist is featured.
package struct OneArtist: Question {
  package struct Answer: Codable, Sendable {
    package struct Album: Codable, Hashable, Sendable {
      package let upc, title: String
    }
    package struct Party: Codable, Sendable {
      package let id, name: String
    }
    package struct Track: Codable, Sendable {
      package let isrc, title, album: String
      package let featured: Bool
      package let artist: Party
    }
    package let id, name: String
    package let albums: [Album]
    package let tracks: [Track]
  }

  let id: String

  package init(id: String) {
    self.id = id
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let found = try await asking.directory { directory in
      try directory.artist(id: id).map { (artist: $0, tracks: try directory.tracks(artist: id)) }
    }
    guard let (artist, tracks) = found else { throw Refused.missing("artist", id) }
    var albums: [Answer.Album] = []
    for track in tracks where !track.isFeatured {
      let album = Answer.Album(upc: track.album, title: track.albumTitle)
      if albums.last != album { albums.append(album) }
    }
    return Answer(
      id: artist.id, name: artist.name, albums: albums,
      tracks: tracks.map {
        Answer.Track(
          isrc: $0.isrc, title: $0.title, album: $0.album, featured: $0.isFeatured,
          artist: Answer.Party(id: $0.artist.id, name: $0.artist.name))
      })
  }
}

/// A label.
package struct OneLabel: Question {
  package struct Answer: Codable, Sendable {
    package let id, name: String
    package let artists: Int64
  }

  let id: String

  package init(id: String) {
    self.id = id
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    guard let label = try await asking.directory({ try $0.label(id: id) }) else {
      throw Refused.missing("label", id)
    }
    return Answer(id: label.id, name: label.name, artists: label.tracks)
  }
}
