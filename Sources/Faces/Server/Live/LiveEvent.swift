import Answers
import NIOCore

/// One event of a stream of live totals, as it goes over the wire.
enum LiveEvent {
  static func bytes(_ figures: FiguresText, _ freshness: Freshness) -> ByteBuffer {
    let freshness = FreshnessText(freshness)
    var buffer = ByteBuffer()
    buffer.reserveCapacity(figures.count(with: freshness) + 64)
    buffer.writeString("event: totals\nid: \(freshness.generation)\ndata: ")
    figures.forEachPart(with: freshness) { buffer.writeBytes($0) }
    buffer.writeString("\n\n")
    return buffer
  }

  /// Comment that keeps a quiet stream open.
  static let keepAlive = ByteBuffer(string: ": keep-alive\n\n")
}
