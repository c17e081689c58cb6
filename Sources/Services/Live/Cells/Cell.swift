import Plays

/// Plays of a track in a market on a day, in the order in which they are kept.
struct Cell: Sendable {
  /// Artist and track: whose they are.
  let owner: UInt64
  /// Month, market and day of the month.
  let place: UInt64
  var plays: Int64
  /// Number of the commit that has changed it last.
  var changed: Int64

  init(artist: Int32, track: Int32, day: DayOfMonth, market: Int32, plays: Int64, changed: Int64) {
    owner = Self.owner(artist, track: track)
    place = UInt64(day.month) << 32 | UInt64(market) << 8 | UInt64(day.day)
    self.plays = plays
    self.changed = changed
  }

  init(owner: UInt64, place: UInt64, plays: Int64, changed: Int64) {
    self.owner = owner
    self.place = place
    self.plays = plays
    self.changed = changed
  }

  /// Artist and track as one number, in the order of both.
  @inline(__always)
  static func owner(_ artist: Int32, track: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: artist)) << 32 | UInt64(UInt32(bitPattern: track))
  }

  var artist: Int32 { Int32(truncatingIfNeeded: owner >> 32) }
  var track: Int32 { Int32(truncatingIfNeeded: owner) }
  var month: Int32 { Int32(truncatingIfNeeded: place >> 32) }
  var market: UInt16 { UInt16(truncatingIfNeeded: place >> 8) }
  /// 1 to 31.
  var day: UInt8 { UInt8(truncatingIfNeeded: place) }

  /// As days since 1970, for the few that are looked at one by one.
  var dayNumber: Int32 { DayOfMonth.period(month).first.number + Int32(day) - 1 }

  @inline(__always)
  static func < (a: Cell, b: Cell) -> Bool { a.owner != b.owner ? a.owner < b.owner : a.place < b.place }

  @inline(__always)
  func isSameCell(_ other: Cell) -> Bool { owner == other.owner && place == other.place }
}
