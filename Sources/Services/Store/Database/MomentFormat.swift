import Plays

/// Packed form of `recent_commits.moments`: 20 bytes each, big-endian.
package enum MomentFormat {
  static let size = 20

  package static func append(_ moment: PlayAggregator.Moment, to bytes: inout [UInt8]) {
    func put(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
    put(moment.track)
    put(moment.market)
    put(moment.second)
    put(moment.plays)
  }

  static func decode(_ bytes: UnsafeRawBufferPointer) -> [PlayAggregator.Moment] {
    stride(from: 0, to: bytes.count - size + 1, by: size).map { start in
      func take<I: FixedWidthInteger>(_ offset: Int, _ type: I.Type) -> I {
        I(bigEndian: bytes.loadUnaligned(fromByteOffset: start + offset, as: I.self))
      }
      return PlayAggregator.Moment(
        track: take(0, Int32.self), market: take(4, Int32.self), second: take(8, UInt32.self),
        plays: take(12, Int64.self))
    }
  }
}
