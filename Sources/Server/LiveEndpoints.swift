import Earnings
import Foundation
import HTTPTypes
import Hummingbird
import Live
import Money
import NIOCore
import ServiceLifecycle

/// Totals as they change, as server-sent events.
enum LiveEndpoints {
  private static let example =
    "event: totals\\nid: 1234\\ndata: {\"total\":{...},\"plays_per_second\":[{\"t\":\"2026-11-22T12:00:00Z\",\"plays\":17}],...}"

  static var all: [Endpoint] {
    ["artist", "label"].map { kind in
      Endpoint(
        method: .get, path: "/v1/\(kind)s/{id}/earnings/live", tag: "Live",
        summary: "The totals of one \(kind), as they change",
        detail: detail, scope: .earningsRead, parameters: EarningsEndpoints.filters, example: example,
        contentType: "text/event-stream",
        handle: { call in try stream(call, try await EarningsEndpoints.query(kind, call)) })
    } + [
      Endpoint(
        method: .get, path: "/v1/earnings/live", tag: "Live", summary: "The totals of everything, as they change",
        detail: detail, scope: .earningsRead, needsWholeView: true,
        parameters: EarningsEndpoints.filters + EarningsEndpoints.everyone, example: example,
        contentType: "text/event-stream",
        handle: { try stream($0, $0.query.earnings($0.grant)) })
    ]
  }

  private static let detail =
    "The first event comes at once, with the plays of the last minute by second; the next ones whenever something has "
    + "changed, four a second at most, with the seconds that changed."

  /// Events a second at most: the eye sees no more, and a page need not be told.
  private static let shortestPause = Duration.milliseconds(250)
  private static let keepAlive = Duration.seconds(15)
  /// How often a stream asks whether its token is still good.
  private static let recheck = Duration.seconds(2)

  struct Event: Encodable {
    struct Second: Encodable, Hashable {
      let t: String
      let plays: Int64
    }
    let total: EarningsFigures
    let plays_per_second: [Second]
    let freshness: FreshnessBody

    enum CodingKeys: String, CodingKey { case total, plays_per_second }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(total, forKey: .total)
      try container.encode(plays_per_second, forKey: .plays_per_second)
      try freshness.encode(to: encoder)
    }
  }

  private static func stream(_ call: Call, _ query: EarningsQuery) throws -> Response {
    try EarningsEndpoints.check(query, call.services)
    let currency = try call.query.currency()
    let services = call.services
    let changes = services.book.changes()
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/event-stream", .cacheControl: "no-store", HTTPField.Name("X-Accel-Buffering")!: "no",
      ],
      body: ResponseBody { writer in
        var sent: [Int64: Int64] = [:]
        var lastTotal: Earnings?
        var lastWritten = ContinuousClock.now
        var lastChecked = lastWritten
        for await _ in merge(changes, every: .seconds(1)).cancelOnGracefulShutdown() {
          let now = ContinuousClock.now
          if now - lastChecked >= recheck {
            lastChecked = now
            guard (try? await call.isStillGranted()) != false else { break }
          }
          let state = services.book.state
          let since = Int64(Date().timeIntervalSince1970) - (sent.isEmpty && lastTotal == nil ? 60 : 15)
          let seconds = services.book.playsPerSecond(query, from: since)
          let changed = seconds.filter { sent[$0.second] != $0.plays }
          let total =
            try await EarningsEndpoints.rows(query, services, turn: call.grant.turn).first?.earnings ?? Earnings()
          if total != lastTotal || !changed.isEmpty {
            for second in changed { sent[second.second] = second.plays }
            sent = sent.filter { $0.key >= since }
            lastTotal = total
            let event = Event(
              total: EarningsFigures(total, currency, services.book.fx),
              plays_per_second: changed.map { Event.Second(t: RFC3339.text(seconds: $0.second), plays: $0.plays) },
              freshness: FreshnessBody(state))
            var buffer = ByteBuffer(string: "event: totals\nid: \(state.generation)\ndata: ")
            buffer.writeImmutableBuffer(try JSON.encode(event))
            buffer.writeString("\n\n")
            try await writer.write(buffer)
            lastWritten = now
          } else if now - lastWritten >= keepAlive {
            try await writer.write(ByteBuffer(string: ": keep-alive\n\n"))
            lastWritten = now
          }
          try await Task.sleep(for: shortestPause)
        }
        try await writer.finish(nil)
      })
  }

  /// Changes, and a tick now and then so that a quiet stream stays open; the first at once.
  private static func merge(_ changes: AsyncStream<Void>, every pause: Duration) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    continuation.yield()
    let follow = Task {
      for await _ in changes { continuation.yield() }
    }
    let tick = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: pause)
        continuation.yield()
      }
    }
    continuation.onTermination = { _ in
      follow.cancel()
      tick.cancel()
    }
    return stream
  }
}
