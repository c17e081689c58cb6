import Logging
import ServiceLifecycle
import UnixSignals

/// Runs services until one ends or Ctrl-C comes; they are stopped in the reverse of their order.
func runUntilStopped(_ services: [any Service], logger: Logger) async throws {
  var configuration = ServiceGroupConfiguration(
    services: services.map {
      ServiceGroupConfiguration.ServiceConfiguration(
        service: $0, successTerminationBehavior: .gracefullyShutdownGroup, failureTerminationBehavior: .cancelGroup)
    }, gracefulShutdownSignals: [.sigint, .sigterm, .sighup],
    logger: Logger(label: "services") { _ in SwiftLogNoOpLogHandler() })
  configuration.maximumGracefulShutdownDuration = .seconds(60)
  try await ServiceGroup(configuration: configuration).run()
}
