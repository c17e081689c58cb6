/// Part of the totals that a server keeps in memory. What is about more is asked of the database.
package enum LivePart: Hashable, Sendable {
  case everything
  case nothing
  /// Tracks of labels, by their ids.
  case labels(Set<String>)
  /// Tracks of the artists whose ids fall to one of several servers, from 0 on: the same on every machine.
  case share(Int, of: Int)

  /// True for an artist who falls to this server, by the id.
  static func falls(_ artist: String, to share: Int, of count: Int) -> Bool {
    // FNV-1a, whose lowest bits are the best mixed.
    artist.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } % UInt64(count)
      == UInt64(share)
  }
}
