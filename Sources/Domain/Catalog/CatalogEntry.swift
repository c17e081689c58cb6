import Plays

/// A track as a catalog names it, with all it belongs to.
public struct CatalogEntry: Hashable, Sendable {
  /// Somebody or something with an id of the catalog's own and a name.
  public struct Party: Hashable, Sendable {
    public let id: String
    public let name: String

    public init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  public let isrc: ISRC
  public let title: String
  /// Whose track it is: plays count under them, once.
  public let artist: Party
  public let album: GTIN
  public let albumTitle: String
  public let label: Party
  /// `namespace:id`, the namespace in lower case.
  public let externalIDs: [String]
  /// Named on their own pages too; the plays are not theirs.
  public let featured: [Party]

  public init(
    isrc: ISRC, title: String, artist: Party, album: GTIN, albumTitle: String, label: Party, externalIDs: [String],
    featured: [Party]
  ) {
    self.isrc = isrc
    self.title = title
    self.artist = artist
    self.album = album
    self.albumTitle = albumTitle
    self.label = label
    self.externalIDs = externalIDs
    self.featured = featured
  }
}
