import Catalog
import Earnings
import Plays
import Store

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
