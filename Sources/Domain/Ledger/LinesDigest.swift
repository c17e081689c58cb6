import Crypto
import Earnings
import Money
import Plays

/// SHA-256 over the lines of one transaction, which are added in the order of track and key.
package struct LinesDigest: Sendable {
  private var hash = SHA256()
  private var buffer: [UInt8] = []
  package private(set) var count: Int64 = 0

  package init() {}

  package mutating func add(_ line: Line, of track: Int32, in period: Period) {
    count += 1
    func append<I: FixedWidthInteger>(_ value: I) {
      withUnsafeBytes(of: value.bigEndian) { buffer.append(contentsOf: $0) }
    }
    append(period.first.number)
    append(track)
    append(line.key.market)
    append(line.key.contract)
    append(line.key.artist)
    buffer.append(contentsOf: Array((line.key.currency?.code ?? "---").utf8))
    buffer.append(line.key.basis.rawValue)
    append(line.figures.plays)
    append(line.figures.unratedPlays)
    append(line.figures.gross.pico)
    append(line.figures.waiting.pico)
    append(line.figures.converted.pico)
    append(line.figures.fee.pico)
    append(Int32(line.figures.shares.count))
    for share in line.figures.shares { append(share.pico) }
    if buffer.count > 1 << 16 { flush() }
  }

  /// The lines so far, as a transaction carries them.
  package mutating func evidence() -> Transaction.Evidence {
    flush()
    return Transaction.Evidence(lineCount: count, linesDigest: Array(hash.finalize()))
  }

  private mutating func flush() {
    hash.update(data: buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
