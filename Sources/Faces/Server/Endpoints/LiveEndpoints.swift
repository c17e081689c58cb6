import Answers
import Earnings
import HTTPTypes
import Hummingbird
import Live
import Money
import NIOCore

/// Totals as they change, as server-sent events.
enum LiveEndpoints {
  private static let example =
    "event: totals\\nid: 1234\\ndata: {\"total\":{...},\"plays_per_second\":[{\"t\":\"2026-11-22T12:00:00Z\",\"plays\":17}],...}"

  static var all: [Endpoint] {
    [CatalogItem.Kind.artist, .label].map { kind in
      Endpoint(
        method: .get, path: "/v1/\(kind)s/{id}/earnings/live", tag: "Live",
        summary: "The totals of one \(kind), as they change",
        detail: detail, scope: .earningsRead, parameters: EarningsEndpoints.filters, example: example,
        handle: .file([.events]) { call in
          try stream(call, try await CatalogItem(kind, call.id).narrow(try call.query.earnings(), call))
        })
    } + [
      Endpoint(
        method: .get, path: "/v1/earnings/live", tag: "Live", summary: "The totals of everything, as they change",
        detail: detail, scope: .earningsRead, needsWholeView: true,
        parameters: EarningsEndpoints.filters + EarningsEndpoints.everyone, example: example,
        handle: .file([.events]) { try stream($0, $0.query.earnings()) })
    ]
  }

  private static let detail =
    "The first event comes at once, with the plays of the last minute by second; the next ones whenever something has "
    + "changed, four a second at most, with the seconds that changed."

  private static func stream(_ call: Call, _ query: EarningsQuery) throws -> Response {
    try query.check(call.services.book.rates)
    let question = LiveQuestion(call.visible(query), in: try call.query.currency())
    let parts: AsyncStream<ByteBuffer>
    do {
      parts = try call.services.hub.listen(
        question,
        LiveHub.Caller(
          token: call.grant.id, turn: call.grant.turn, hangUp: call.hangUp,
          whenLeft: { [departure = call.departure] action in
            if let departure { departure.whenLeft(action) } else { action() }
          }))
    } catch {
      throw error == .tooManyOfOne ? Problem.tooManyStreams : Problem.streamsFull
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/event-stream", .cacheControl: "no-store", HTTPField.Name("X-Accel-Buffering")!: "no",
      ],
      body: ResponseBody { writer in
        for await part in parts { try await writer.write(part) }
        try await writer.finish(nil)
      })
  }
}
