import Foundation
import TestSupport
import Testing

/// The dashboard and the alert rules against what a running server and worker show.
@Suite("Dashboard and alerts", .serialized)
struct MonitoringTests {
  private static let folder = "\(Project.root)/docs/monitoring"

  /// The queries of the dashboard, with values for Grafana's variables.
  private func queries() throws -> [String] {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/grafana.json"))
    let dashboard = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let panels = dashboard["panels"] as? [[String: Any]] ?? []
    let expressions = panels.flatMap { $0["targets"] as? [[String: Any]] ?? [] }.compactMap { $0["expr"] as? String }
    return expressions.map {
      $0.replacing("$__rate_interval", with: "5m").replacing("$instance", with: ".*")
    }
  }

  private func rules() throws -> [String] {
    try String(contentsOfFile: "\(Self.folder)/alerts.yaml", encoding: .utf8).split(separator: "\n")
      .compactMap { $0.firstMatch(of: #/^ +expr: (.*)$/#).map { String($0.1) } }
  }

  private func promtool(_ arguments: String...) async throws -> (code: Int32?, said: String) {
    let command = try Command("/usr/bin/promtool", arguments)
    let code = try await command.wait()
    return (code, command.standardOutput + command.standardError)
  }

  @Test("promtool takes the rules and the dashboard's queries, and each rule fires when it should")
  func promtool() async throws {
    let checked = try await promtool("check", "rules", "\(Self.folder)/alerts.yaml")
    #expect(checked.code == 0, "\(checked.said)")
    let fired = try await promtool("test", "rules", "\(Self.folder)/alerts-test.yaml")
    #expect(fired.code == 0, "\(fired.said)")
    let tested = try String(contentsOfFile: "\(Self.folder)/alerts-test.yaml", encoding: .utf8)
    let alerts = try String(contentsOfFile: "\(Self.folder)/alerts.yaml", encoding: .utf8)
      .matches(of: #/alert: ([A-Za-z]+)/#).map { String($0.1) }
    #expect(alerts.count == Set(alerts).count && alerts.count >= 21)
    for alert in alerts {
      #expect(tested.contains("\(alert)\"") || tested.contains("alertname: \(alert)\n"), "\(alert)")
    }

    let folder = try TemporaryFolder()
    let all = try queries()
    #expect(all.count > 30)
    let recorded = all.enumerated().map { "  - record: dashboard:query:\($0)\n    expr: '\($1)'\n" }.joined()
    let path = "\(folder.path)/queries.yaml"
    try "groups:\n- name: dashboard\n  rules:\n\(recorded)".write(toFile: path, atomically: true, encoding: .utf8)
    let asked = try await promtool("check", "rules", path)
    #expect(asked.code == 0, "\(asked.said)")
  }

  @Test("Every metric and label that dashboard and rules name is one that a running server or worker shows")
  func metricsExist() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    try await stand.tool.run("ledger", "begin", "2026-10")
    let (serverMetrics, workerMetrics) = (try freePort(), try freePort())
    let (server, port) = try await stand.serve(
      "--metrics-port", "\(serverMetrics)", "--verify-every", "60", "--post-every", "60")
    let worker = try stand.tool.start("ingest", "--partitions", "0,1,2,3", "--metrics-port", "\(workerMetrics)")
    defer { for command in [server, worker] { command.send(SIGTERM) } }
    #expect(try await worker.line { $0.contains("metrics on") } != nil)
    try await stand.kcat(
      #"{"isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US"}"# + "\nbad\n")
    let client = Client(port: port, token: try await stand.token())
    #expect(try await client.get("/v1/artists/art-000/earnings").status == 200)

    var named: Set<String> = []
    var labels: Set<[String]> = []
    for expression in try queries() + rules() {
      for match in expression.matches(of: #/((?:ledgerline|process)_[a-z_]+)(?:\{([^}]*)\})?/#) {
        named.insert(String(match.1))
        for label in (match.2 ?? "").matches(of: #/([a-z_]+) *[=!]/#) {
          // Prometheus adds these two itself.
          if !["instance", "job"].contains(label.1) { labels.insert([String(match.1), String(label.1)]) }
        }
      }
    }
    #expect(named.count > 40)
    func shown() async throws -> [Metrics.Sample] {
      try await Metrics.read(port: serverMetrics).samples + Metrics.read(port: workerMetrics).samples
    }
    var missing: Set<String> = named
    _ = try await eventually(within: 40, every: 250) {
      missing = named.subtracting(try await shown().map(\.name))
      return missing.isEmpty
    }
    #expect(missing.isEmpty, "no process shows \(missing.sorted())")
    let samples = try await shown()
    for pair in labels {
      #expect(samples.contains { $0.name == pair[0] && $0.labels[pair[1]] != nil }, "\(pair[0]) has no \(pair[1])")
    }
    // And nothing is measured that nobody looks at.
    let families = try await Metrics.read(port: serverMetrics).families
      .union(Metrics.read(port: workerMetrics).families)
    let unseen = families.filter { family in
      !named.contains { $0 == family || $0.hasPrefix(family + "_") }
    }
    #expect(unseen.isEmpty, "no panel and no rule shows \(unseen.sorted())")
  }
}
