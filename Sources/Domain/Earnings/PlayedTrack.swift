import Contracts
import Plays

/// A track as derivation needs it: whose it is, under the numbers that lines carry.
package struct PlayedTrack: Hashable, Sendable {
  package let number: Int32
  package let isrc: ISRC
  package let album: GTIN
  /// The artist's id in the catalog, and its number.
  package let artist: String
  package let artistNumber: Int32
  package let label: String
  /// The artist's name in the books.
  package let party: String

  /// - Parameter party: the artist's id unless told.
  package init(
    number: Int32, isrc: ISRC, album: GTIN, artist: String, artistNumber: Int32, label: String, party: String? = nil
  ) {
    self.number = number
    self.isrc = isrc
    self.album = album
    self.artist = artist
    self.artistNumber = artistNumber
    self.label = label
    self.party = party ?? artist
  }

  /// Scopes by which a contract may cover it, the most specific first.
  var scopes: [Contract.Scope] { [.track(isrc), .album(album), .artist(artist), .label(label)] }
}
