/// One accepted event. Track and market are ordinals of the vocabulary of the decoder that made it.
public struct PlayEvent: Hashable, Sendable {
  public let track: Int32
  public let market: Int32
  /// Moment of the playing: whole seconds since 1970.
  public let second: UInt32
  /// Number of plays that it stands for, from 1 to 10^9.
  public let plays: Int64

  public init(track: Int32, market: Int32, second: UInt32, plays: Int64) {
    self.track = track
    self.market = market
    self.second = second
    self.plays = plays
  }
}
