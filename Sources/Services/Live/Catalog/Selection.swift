import Catalog
import Earnings

/// Tracks that a query lets through, by their numbers.
struct Selection: Sendable {
  private var artist, album, label, track: Int32?
  /// Those that may be seen; `nil` where everything may.
  private var artists, labels: Set<Int32>?
  /// True if it names something that is not there.
  private(set) var isNothing = false

  init(_ query: EarningsQuery, _ catalog: LiveCatalog) {
    func found(_ key: String?, _ number: (String) -> Int32?) -> Int32? {
      guard let key else { return nil }
      let number = number(key)
      if number == nil { isNothing = true }
      return number
    }
    artist = found(query.artist) { catalog.artists.number(key: $0) }
    album = found(query.album) { catalog.albums.number(gtin: $0) }
    label = found(query.label) { catalog.labels.number(key: $0) }
    track = found(query.track) { catalog.track(isrc: $0) }
    guard case .narrowed(let artists, let labels, _) = query.visibility else { return }
    self.artists = Set(artists.compactMap { catalog.artists.number(key: $0) })
    self.labels = Set(labels.compactMap { catalog.labels.number(key: $0) })
  }

  /// True if every track of an artist is let through.
  func includesAll(ofArtist number: Int32) -> Bool {
    guard album == nil, label == nil, track == nil, artist == nil || artist == number else { return false }
    return artists?.contains(number) ?? true
  }

  func includes(_ number: Int32, _ catalog: LiveCatalog) -> Bool {
    if let track, track != catalog.times.first(of: number) { return false }
    if let artist, catalog.artist(of: number) != artist { return false }
    if let album, catalog.album(of: number) != album { return false }
    let ownLabel = catalog.label(of: number)
    if let label, ownLabel != label { return false }
    guard let artists, let labels else { return true }
    return labels.contains(ownLabel) || artists.contains(catalog.artist(of: number))
  }

  /// Artists under whose tracks it can find anything, ascending; `nil` if that may be all.
  func owners(_ catalog: LiveCatalog) -> [Int32]? {
    if isNothing { return [] }
    if let artist { return [artist] }
    if let track { return catalog.artists(of: catalog.times.all(of: track)) }
    if let album { return catalog.artists(of: catalog.tracks(ofAlbum: album)) }
    if let label { return catalog.artists(of: catalog.tracks(ofLabel: label)) }
    guard let artists, let labels else { return nil }
    return artists.union(labels.flatMap { catalog.artists(of: catalog.tracks(ofLabel: $0)) }).sorted()
  }
}
