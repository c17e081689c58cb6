import Diagnosis
import Hummingbird

/// Readiness of this server, and what somebody should see to. From what the watch last found: it is answered
/// at once, also where every connection to the database is taken.
enum Readiness {
  struct Body: Codable {
    let ready: Bool
    let findings: [Entry]
  }

  /// A finding, without what only the operator is told.
  struct Entry: Codable {
    let check, severity, what: String
    let remedy: String?

    init(_ finding: Finding) {
      (check, severity) = (finding.check.rawValue, finding.severity.rawValue)
      (what, remedy) = (finding.what, finding.remedy)
    }
  }

  static func response(_ watch: Watch) throws -> Response {
    let wrong = watch.findings.filter { $0.severity != .ok }
    guard let obstacle = wrong.first(where: \.isObstacle) else {
      return try JSON.response(Body(ready: true, findings: wrong.map(Entry.init)))
    }
    var problem = Problem.notReady("\(sentence(obstacle.what)) \(sentence(obstacle.remedy ?? ""))")
    problem.findings = wrong.map(Entry.init)
    return problem.response()
  }

  private static func sentence(_ text: String) -> String {
    text.isEmpty ? "" : text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
  }
}
