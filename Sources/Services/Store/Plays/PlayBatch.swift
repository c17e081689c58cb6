/// Everything one commit of ingest writes beside its position.
public struct PlayBatch: Sendable {
  /// The plays of a track in a market on a day.
  public struct Cell: Sendable, Hashable {
    public var track: Int32
    public var day: Int32
    public var market: Int32
    public var plays: Int64

    public init(track: Int32, day: Int32, market: Int32, plays: Int64) {
      self.track = track
      self.day = day
      self.market = market
      self.plays = plays
    }
  }

  /// The plays of an artist's tracks on a label, in a market, within an hour that is given by its first second.
  public struct HourCell: Sendable, Hashable {
    public var artist: Int32
    public var label: Int32
    public var hour: Int64
    public var market: Int32
    public var plays: Int64

    public init(artist: Int32, label: Int32, hour: Int64, market: Int32, plays: Int64) {
      self.artist = artist
      self.label = label
      self.hour = hour
      self.market = market
      self.plays = plays
    }
  }

  /// Plays of a track that the catalog does not know.
  public struct Unmatched: Sendable, Hashable {
    public var reference: String
    public var day: Int32
    public var market: Int32
    public var plays: Int64

    public init(reference: String, day: Int32, market: Int32, plays: Int64) {
      self.reference = reference
      self.day = day
      self.market = market
      self.plays = plays
    }
  }

  /// One event that was not accepted.
  public struct Quarantined: Sendable {
    public var reason: String
    public var source: String
    public var position: Int64
    public var bytes: [UInt8]
    public var size: Int64
    /// Microseconds since 1970.
    public var receivedAt: Int64

    public init(reason: String, source: String, position: Int64, bytes: [UInt8], size: Int64, receivedAt: Int64) {
      self.reason = reason
      self.source = source
      self.position = position
      self.bytes = bytes
      self.size = size
      self.receivedAt = receivedAt
    }
  }

  /// Distinct, in the order of the table's key, so that two workers lock rows in the same order.
  public var cells: [Cell] = []
  public var hours: [HourCell] = []
  public var unmatched: [Unmatched] = []
  public var quarantined: [Quarantined] = []
  /// What `recent_commits` keeps; `nil` where the commit is too large to list.
  public var moments: [UInt8]? = []
  /// The catalog by which the tracks were looked up.
  public var catalogVersion: Int64 = 0

  public init() {}
}
