/// Plays of a track in a market within a second.
package struct RecentCell: Sendable {
  /// Seconds since 1970; the minute's first where only the minute is known.
  let second: UInt32
  let market: Int32
  let artist: Int32
  let track: Int32
  var plays: Int64

  package init(second: UInt32, market: Int32, artist: Int32, track: Int32, plays: Int64) {
    self.second = second
    self.market = market
    self.artist = artist
    self.track = track
    self.plays = plays
  }
}
