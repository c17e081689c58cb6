import Plays

/// Everything one commit of ingest writes beside its position.
package struct PlayBatch: Sendable {
  /// The plays of a track in a market on a day.
  package struct Cell: Sendable, Hashable {
    package var track: Int32
    package var day: Int32
    package var market: Int32
    package var plays: Int64

    package init(track: Int32, day: Int32, market: Int32, plays: Int64) {
      self.track = track
      self.day = day
      self.market = market
      self.plays = plays
    }
  }

  /// The plays of an artist's tracks on a label, in a market, within an hour that is given by its first second.
  package struct HourCell: Sendable, Hashable {
    package var artist: Int32
    package var label: Int32
    package var hour: Int64
    package var market: Int32
    package var plays: Int64

    package init(artist: Int32, label: Int32, hour: Int64, market: Int32, plays: Int64) {
      self.artist = artist
      self.label = label
      self.hour = hour
      self.market = market
      self.plays = plays
    }
  }

  /// Plays of a track that the catalog does not know.
  package struct Unmatched: Sendable, Hashable {
    package var reference: String
    /// Barcode that the events named, left-padded to 14 digits; empty where they named none.
    package var release: String
    package var day: Int32
    package var market: Int32
    package var plays: Int64

    package init(reference: String, release: String = "", day: Int32, market: Int32, plays: Int64) {
      self.reference = reference
      self.release = release
      self.day = day
      self.market = market
      self.plays = plays
    }
  }

  /// One event that was not accepted.
  package struct Quarantined: Sendable {
    package var reason: String
    package var source: String
    package var position: Int64
    package var bytes: [UInt8]
    package var size: Int64
    /// Microseconds since 1970.
    package var receivedAt: Int64

    package init(reason: String, source: String, position: Int64, bytes: [UInt8], size: Int64, receivedAt: Int64) {
      self.reason = reason
      self.source = source
      self.position = position
      self.bytes = bytes
      self.size = size
      self.receivedAt = receivedAt
    }
  }

  /// Distinct, in the order of the table's key, so that two workers lock rows in the same order.
  package var cells: [Cell] = []
  package var hours: [HourCell] = []
  package var unmatched: [Unmatched] = []
  package var quarantined: [Quarantined] = []
  /// Those of the plays that the live pages show by second or minute: distinct, in the order of their tracks.
  package var moments: [PlayAggregator.Moment] = []
  /// The catalog by which the tracks were looked up.
  package var catalogVersion: Int64 = 0

  package init() {}
}
