import Store

/// Checks of the nodes that a database is distributed over.
package enum NodeChecks {
  /// Connections to each node that a session should keep: with fewer it makes new ones for every commit.
  static let keptConnections: Int64 = 4

  /// - Returns: nothing for a database on one node.
  package static func findings(_ cluster: NodeStore.Cluster?) -> [Finding] {
    guard let cluster else { return [] }
    let away = cluster.nodes.filter { !$0.isReached }
    guard away.isEmpty else {
      return [
        .failure(
          .database, "\(away.count) of \(cluster.nodes.count) nodes of Citus do not answer",
          do: "start them; until then nothing is counted and nothing is posted, and nothing is lost",
          detail: away.map(\.name).joined(separator: ", "))
      ]
    }
    var findings: [Finding] = []
    let short = cluster.nodes.filter { $0.preparedLimit < cluster.connectionLimit }
    if let worst = short.map(\.preparedLimit).min() {
      let text =
        "\(short.count) nodes of Citus can have fewer transactions prepared than the coordinator has connections"
      let remedy = "set max_prepared_transactions of every node to \(cluster.connectionLimit) at least"
      let detail = short.map { "\($0.name): \($0.preparedLimit)" }.joined(separator: ", ")
      findings.append(
        worst == 0
          ? .failure(.database, text, do: remedy, detail: detail)
          : .warning(.database, text, do: remedy, detail: detail))
    }
    if !cluster.isMaintained {
      findings.append(
        .warning(
          .database, "no process of Citus finishes commits that a node has not heard of; the next posting does",
          do: "raise max_worker_processes: each database with Citus takes one on every server"))
    }
    if cluster.keptConnections < keptConnections {
      findings.append(
        .warning(
          .connections, "sessions connect to the nodes of Citus anew for most commits",
          do: "set citus.max_cached_conns_per_worker of the coordinator to 8"))
    }
    return findings.isEmpty ? [.ok(.database, "\(cluster.nodes.count) nodes of Citus answer")] : findings
  }
}
