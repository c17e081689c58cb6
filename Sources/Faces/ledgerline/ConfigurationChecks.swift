import Diagnosis
import Foundation

/// Checks of what the settings say, and of what looks like one and is none.
enum ConfigurationChecks {
  /// Options of librdkafka on which exact counting rests.
  private static let exactness: Set<String> = [
    "auto.offset.reset", "check.crcs", "enable.auto.commit", "enable.auto.offset.store", "isolation.level",
    "partition.assignment.strategy",
  ]

  static func findings(
    _ settings: Settings, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> [Finding] {
    var findings: [Finding] = []
    let known = Set(Settings.environmentNames)
    let unknown = environment.keys.filter { $0.hasPrefix("LEDGERLINE_") && !known.contains($0) }.sorted()
    if !unknown.isEmpty {
      findings.append(
        .warning(
          .configuration, "the environment has what looks like a setting and is none",
          do: "`ledgerline help` lists the settings; a misspelt one means the default",
          detail: unknown.prefix(8).joined(separator: ", ")))
    }
    let overridden = exactness.intersection(settings.kafkaOptions.keys).sorted()
    if !overridden.isEmpty {
      findings.append(
        .failure(
          .configuration, "options of Kafka on which exact counting rests are overridden",
          do: "take \(overridden.joined(separator: ", ")) out of LEDGERLINE_KAFKA_OPTIONS"))
    }
    if let folder = settings.deliverTo, !FileManager.default.fileExists(atPath: folder) {
      findings.append(
        .warning(
          .configuration, "the folder of deliveries does not exist", do: "make it, or see LEDGERLINE_DELIVER_TO",
          detail: folder))
    }
    if findings.isEmpty {
      let database = settings.databaseURL == nil ? "a private database" : "a named database"
      let broker = settings.kafkaBrokers == nil ? "no broker is named" : "a named broker"
      findings.append(.ok(.configuration, "\(database), \(broker)"))
    }
    return findings
  }
}
