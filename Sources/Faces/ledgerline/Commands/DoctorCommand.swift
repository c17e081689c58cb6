import ArgumentParser
import Diagnosis
import EmbeddedPostgres
import Foundation
import Postgres
import Store

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look at everything that serve and ingest stand on, and say what to do.",
    discussion: """
      Settings, database and schema, clocks, the topic and what it still keeps of what was not counted, disks,
      descriptors, schedules, posting. It changes nothing. Exit code 1 where a check fails; warnings leave it 0.
      """)

  @Option(help: "The topic; plays unless the settings say otherwise.") var topic: String?
  @Option(help: "Which topic of that name, as ingest was told. Unset: the cluster's id.") var incarnation: String?
  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  private static let brokerTimeout: Int32 = 5_000

  struct Body: Encodable {
    let ok: Bool
    let findings: [Finding]
  }

  func run() async throws {
    let findings = Watch.worst(await look())
    let hasFailed = findings.contains { $0.severity == .failure }
    try Report(
      columns: ["check", "severity", "what", "what to do"],
      rows: findings.map { finding in
        [
          finding.check.rawValue, finding.severity.rawValue,
          finding.what + (finding.detail.map { " (\($0))" } ?? ""), finding.remedy ?? "",
        ]
      }, json: Body(ok: !hasFailed, findings: findings)
    ).print(format)
    if hasFailed { throw ExitCode(1) }
  }

  private func look() async -> [Finding] {
    let settings: Settings
    do {
      settings = try await Settings.load()
    } catch {
      return [.failure(.configuration, "\(error)", do: "mend it, and look again")]
    }
    let rooms = settings.writtenFolders(deliverTo: settings.deliverTo)
      .compactMap { HostChecks.Room.read($0.name, $0.path) }
    var findings = ConfigurationChecks.findings(settings) + [HostChecks.disk(rooms), HostChecks.descriptorLimit()]
    let (topic, incarnation) = (topic ?? settings.topic, incarnation)
    findings += await Self.withDatabase(settings) { url in
      var found: [Finding] = []
      do {
        let migrator = try Migrator(directory: Installation.folder("migrations"))
        found += try DatabaseLook(Connection(url: url), migrator).findings
      } catch let error as PostgresError {
        found.append(DatabaseChecks.unreachable("\(error)"))
      } catch {
        return [.failure(.configuration, "\(error)", do: "see LEDGERLINE_SHARE")]
      }
      if let kafka = settings.kafka, !found.contains(where: { $0.check == .schema && $0.severity == .failure }) {
        found.append(
          BrokerLook(kafka, topic: topic, incarnation: incarnation, databaseURL: url)
            .finding(timeout: Self.brokerTimeout))
      }
      return found
    }
    return findings
  }

  /// Runs the body with the database's address. A private server is started where it has data, and left as it was.
  private static func withDatabase(
    _ settings: Settings, _ body: (_ url: String) -> [Finding]
  ) async -> [Finding] {
    if let url = settings.databaseURL { return body(url) }
    guard FileManager.default.fileExists(atPath: "\(settings.dataFolder)/data/PG_VERSION") else {
      return [.ok(.database, "there is no private database yet: the first command makes it")]
    }
    do {
      let server = try await EmbeddedPostgres.start(folder: settings.dataFolder) { Terminal.note($0) }
      let findings = body(server.url)
      await server.stop()
      return findings
    } catch {
      return [
        .failure(
          .database, "the private database does not start", do: "see postgres.log in its folder", detail: "\(error)")
      ]
    }
  }
}
