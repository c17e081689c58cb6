import ArgumentParser
import Logging
import Server

/// Address at which the metrics of a long-running command can be read without a token.
struct MetricsOptions: ParsableArguments {
  @Option(help: "A port for /metrics, without a token; none unless the settings name one.") var metricsPort: Int?
  @Option(help: "The address of that port; 127.0.0.1 unless the settings say otherwise.") var metricsHost: String?

  func validate() throws {
    if let metricsPort { try Port.validate(metricsPort, option: "--metrics-port") }
  }

  /// The service that answers there; `nil` where no port is named.
  ///
  /// - Throws: a sentence where the port is somebody else's.
  func service(_ settings: Settings, logger: Logger) throws -> MetricsServer? {
    guard let port = metricsPort ?? settings.metricsPort else { return nil }
    let host = metricsHost ?? settings.metricsHost
    try Port.requireFree(port, host: host, option: "--metrics-port")
    return MetricsServer(
      host: host, port: port, logger: logger,
      onRunning: { Terminal.note("metrics on http://\(host):\($0)/metrics") })
  }
}
