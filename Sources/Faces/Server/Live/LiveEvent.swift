import Answers
import Earnings
import Foundation
import Live
import Money
import NIOCore
import Rates
import Schemas

/// One event of a stream of live totals.
struct LiveEvent: Encodable {
  struct Second: Encodable, Hashable {
    let t: String
    let plays: Int64
  }

  let total: EarningsFigures
  let plays_per_second: [Second]
  let freshness: Freshness

  enum CodingKeys: String, CodingKey { case total, plays_per_second }

  init(_ total: EarningsFigures, seconds: [(second: Int64, plays: Int64)], _ freshness: Freshness) {
    self.total = total
    plays_per_second = seconds.map { Second(t: RFC3339.text(seconds: $0.second), plays: $0.plays) }
    self.freshness = freshness
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(total, forKey: .total)
    try container.encode(plays_per_second, forKey: .plays_per_second)
    try freshness.encode(to: encoder)
  }

  /// As it goes over the wire.
  func bytes(generation: Int64) throws -> ByteBuffer {
    var buffer = ByteBuffer(string: "event: totals\nid: \(generation)\ndata: ")
    buffer.writeImmutableBuffer(try JSON.encode(self))
    buffer.writeString("\n\n")
    return buffer
  }

  /// Comment that keeps a quiet stream open.
  static let keepAlive = ByteBuffer(string: ": keep-alive\n\n")
}
