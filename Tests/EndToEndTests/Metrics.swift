import Foundation
import TestSupport

/// Metrics as a running process shows them.
struct Metrics {
  struct Sample {
    let name: String
    let labels: [String: String]
    let value: Double
  }

  let text: String
  let samples: [Sample]

  /// Asks a port for `/metrics`.
  static func read(port: Int) async throws -> Metrics { Metrics(try await Client(port: port).get("/metrics").text) }

  init(_ text: String) {
    self.text = text
    samples = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
      guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else {
        return nil
      }
      let series = line[..<space]
      let name = series.prefix { $0 != "{" }
      var labels: [String: String] = [:]
      for match in series.dropFirst(name.count).matches(of: #/([a-z_]+)="([^"]*)"/#) {
        labels[String(match.1)] = String(match.2)
      }
      return Sample(name: String(name), labels: labels, value: value)
    }
  }

  /// The value of a series; `nil` where there is none.
  func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
    samples.first { $0.name == name && $0.labels == labels }?.value
  }

  /// The families' names.
  var families: Set<String> {
    Set(text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { String($0.split(separator: " ")[2]) })
  }

  /// What promtool finds wrong with it; empty where nothing.
  func lint() async throws -> String {
    let promtool = try Command("/usr/bin/promtool", ["check", "metrics"])
    promtool.feed(text)
    try await promtool.wait()
    return promtool.standardOutput + promtool.standardError
  }
}
