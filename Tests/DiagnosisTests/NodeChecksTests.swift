import Diagnosis
import Store
import Testing

@Suite("What the nodes say")
struct NodeChecksTests {
  private func cluster(
    prepared: [Int64] = [100, 100], reached: Bool = true, kept: Int64 = 8, maintained: Bool = true
  ) -> NodeStore.Cluster {
    NodeStore.Cluster(
      nodes: prepared.enumerated().map { index, limit in
        NodeStore.Node(name: "n\(index):5432", isReached: reached || index > 0, preparedLimit: limit)
      }, connectionLimit: 100, keptConnections: kept, isMaintained: maintained)
  }

  @Test("One node has nothing to say, and several that are well say so")
  func well() {
    #expect(NodeChecks.findings(nil).isEmpty)
    #expect(NodeChecks.findings(cluster()) == [.ok(.database, "2 nodes of Citus answer")])
  }

  @Test("A node that does not answer is a failure and named, and nothing else is said then")
  func away() {
    let findings = NodeChecks.findings(cluster(prepared: [0, 100], reached: false, kept: 1))
    #expect(findings.map(\.severity) == [.failure])
    #expect(findings[0].detail == "n0:5432" && findings[0].isObstacle)
  }

  @Test("Each setting that is too small is named, with what to set it to")
  func settings() {
    let none = NodeChecks.findings(cluster(prepared: [0, 100]))
    #expect(none.map(\.severity) == [.failure] && none[0].remedy?.contains("100 at least") == true)
    #expect(NodeChecks.findings(cluster(prepared: [99, 100])).map(\.severity) == [.warning])
    #expect(NodeChecks.findings(cluster(kept: 4)).map(\.severity) == [.ok])
    #expect(NodeChecks.findings(cluster(kept: 3)).map(\.check) == [.connections])
    #expect(NodeChecks.findings(cluster(maintained: false))[0].remedy?.contains("max_worker_processes") == true)
  }
}
