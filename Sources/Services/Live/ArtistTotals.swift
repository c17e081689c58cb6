import Plays
import Store

/// The cells of one artist's tracks, in columns, found by a hash index.
struct ArtistTotals {
  private(set) var tracks: [Int32] = []
  private(set) var days: [Int32] = []
  private(set) var markets: [Int32] = []
  private(set) var plays: [Int64] = []
  /// Positions by hash, -1 where free; at most half are taken.
  private var slots: [Int32] = Array(repeating: -1, count: 16)

  var count: Int { plays.count }

  /// - Returns: whether the cell is new.
  mutating func add(track: Int32, day: Int32, market: Int32, plays added: Int64) -> Bool {
    let mask = slots.count - 1
    var slot = Self.hash(track, day, market) & mask
    while slots[slot] >= 0 {
      let position = Int(slots[slot])
      if markets[position] == market, tracks[position] == track, days[position] == day {
        plays[position] += added
        return false
      }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(plays.count)
    tracks.append(track)
    days.append(day)
    markets.append(market)
    plays.append(added)
    if plays.count * 2 > slots.count { grow() }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    for position in plays.indices {
      var slot = Self.hash(tracks[position], days[position], markets[position]) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(position)
    }
  }

  private static func hash(_ track: Int32, _ day: Int32, _ market: Int32) -> Int {
    var hash = UInt64(UInt32(bitPattern: track)) << 32 | UInt64(UInt32(bitPattern: market))
    hash = (hash ^ UInt64(UInt32(bitPattern: day)) &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) & 0x7FFF_FFFF)
  }
}
