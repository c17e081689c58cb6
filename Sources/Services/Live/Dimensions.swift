import Catalog
import Earnings
import Plays
import Store

/// The tracks and markets by the small numbers that cells have, with what they are grouped and filtered by.
struct Dimensions {
  private(set) var tracks: [LiveStore.Track?] = []
  private(set) var markets: [Market?] = []
  private var artists: [Int32: String] = [:]

  init(tracks all: [LiveStore.Track], markets pairs: [(id: Int32, market: Market)]) {
    tracks = Array(repeating: nil, count: Int(all.map(\.id).max() ?? 0) + 1)
    for track in all {
      tracks[Int(track.id)] = track
      artists[track.artistID] = track.artist
    }
    markets = Array(repeating: nil, count: Int(pairs.map(\.id).max() ?? 0) + 1)
    for pair in pairs { markets[Int(pair.id)] = pair.market }
  }

  func track(_ id: Int32) -> LiveStore.Track? { Int(id) < tracks.count ? tracks[Int(id)] : nil }
  /// The catalog's id of an artist.
  func artist(_ id: Int32) -> String? { artists[id] }
  func market(_ id: Int32) -> Market? { Int(id) < markets.count ? markets[Int(id)] : nil }
}

extension EarningsQuery {
  func includes(_ track: LiveStore.Track) -> Bool {
    if let artist, track.artist != artist { return false }
    if let album, track.gtin != album { return false }
    if let label, track.label != label { return false }
    if let isrc = self.track, track.isrc != isrc { return false }
    return visibility.includes(artist: track.artist, label: track.label)
  }

  func includes(_ market: Market) -> Bool {
    if let platform, market.platform != platform { return false }
    if let country, market.country != country { return false }
    if let tier, market.tier != tier { return false }
    return true
  }
}
