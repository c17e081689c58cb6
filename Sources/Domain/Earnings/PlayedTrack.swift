import Contracts
import Plays

/// A track as derivation needs it: whose it is, under the numbers that lines carry.
public struct PlayedTrack: Hashable, Sendable {
  public let number: Int32
  public let isrc: ISRC
  public let album: GTIN
  /// The artist's id in the catalog, and its number.
  public let artist: String
  public let artistNumber: Int32
  public let label: String
  /// The artist's name in the books.
  public let party: String

  /// - Parameter party: the artist's id unless told.
  public init(
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

  /// What a contract may cover it by, the most specific first.
  var scopes: [Contract.Scope] { [.track(isrc), .album(album), .artist(artist), .label(label)] }
}
