import Answers
import HTTPTypes
import Hummingbird
import NIOCore
import Telemetry

/// Measures of the server itself, for Prometheus.
enum MetricsEndpoints {
  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/metrics", tag: "Status", summary: "What this server measures of itself",
        detail:
          "In Prometheus's text format. The same without a token on a port of its own, where `--metrics-port` names one.",
        scope: .metricsRead, needsWholeView: true,
        example: "# TYPE ledgerline_generation gauge\\nledgerline_generation 5184\\n",
        handle: .file([.metrics]) { _ in response() })
    ]
  }

  static func response() -> Response {
    Response(
      status: .ok, headers: [.contentType: Telemetry.contentType, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: Telemetry.exposition())))
  }
}
