import Contracts
import Plays

/// A track as derivation needs it: whose it is, under the numbers that lines carry. A recording that changes hands from a day on
/// is a track for each time of ownership.
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
  /// The first day of this time of ownership, and the first that is not; `nil` where it has no beginning, or no end.
  package let from: Day?
  package let until: Day?
  /// Sender's account whose reports cover the release; `nil` where any account's do.
  package let account: String?

  /// - Parameter party: the artist's id unless told.
  package init(
    number: Int32, isrc: ISRC, album: GTIN, artist: String, artistNumber: Int32, label: String, party: String? = nil,
    from: Day? = nil, until: Day? = nil, account: String? = nil
  ) {
    self.number = number
    self.isrc = isrc
    self.album = album
    self.artist = artist
    self.artistNumber = artistNumber
    self.label = label
    self.party = party ?? artist
    self.from = from
    self.until = until
    self.account = account
  }

  /// True if the plays of a day are this track's.
  package func has(_ day: Day) -> Bool { (from.map { $0 <= day } ?? true) && (until.map { day < $0 } ?? true) }

  /// Scopes by which a contract may cover it, the most specific first.
  var scopes: [Contract.Scope] { [.track(isrc), .album(album), .artist(artist), .label(label)] }
}
