import Plays

/// A track as a catalog names it, with all it belongs to.
package struct CatalogEntry: Hashable, Sendable {
  /// Somebody or something with an id of the catalog's own and a name.
  package struct Party: Hashable, Sendable {
    package let id: String
    package let name: String

    package init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  package let isrc: ISRC
  /// Day from which artist, release and label hold; `nil` for a row that names no day.
  package let from: Day?
  /// True of the release that plays without a barcode are of, false of one that is another; `nil` where the row does not say.
  package let isPrimary: Bool?
  /// Account of a sender whose reports cover the release; `nil` for anybody's.
  package let account: String?
  package let title: String
  /// Artist of the track: plays count under them, once.
  package let artist: Party
  package let album: GTIN
  package let albumTitle: String
  package let label: Party
  /// `namespace:id`, the namespace in lower case.
  package let externalIDs: [String]
  /// Named on their own pages too; the plays are not theirs.
  package let featured: [Party]

  package init(
    isrc: ISRC, from: Day? = nil, isPrimary: Bool? = nil, account: String? = nil, title: String, artist: Party,
    album: GTIN, albumTitle: String, label: Party, externalIDs: [String], featured: [Party]
  ) {
    self.isrc = isrc
    self.from = from
    self.isPrimary = isPrimary
    self.account = account
    self.title = title
    self.artist = artist
    self.album = album
    self.albumTitle = albumTitle
    self.label = label
    self.externalIDs = externalIDs
    self.featured = featured
  }
}
