import Postgres

/// Nodes of a distributed database, and the settings that decide if it can commit.
package struct NodeStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// A node as the coordinator finds it.
  package struct Node: Sendable, Hashable {
    /// `host:port`.
    package let name: String
    /// False where it does not answer.
    package let isReached: Bool
    /// Transactions that it can have prepared at a time; 0 where it is not reached.
    package let preparedLimit: Int64

    package init(name: String, isReached: Bool, preparedLimit: Int64) {
      (self.name, self.isReached, self.preparedLimit) = (name, isReached, preparedLimit)
    }
  }

  /// Settings of the coordinator, and the nodes that it knows.
  package struct Cluster: Sendable, Hashable {
    package var nodes: [Node]
    /// Connections that the coordinator takes, and so transactions at a time.
    package var connectionLimit: Int64
    /// Connections to a node that a session keeps from one transaction to the next.
    package var keptConnections: Int64
    /// True if the process runs that finishes commits which a node has not heard of.
    package var isMaintained: Bool

    package init(nodes: [Node], connectionLimit: Int64, keptConnections: Int64, isMaintained: Bool) {
      (self.nodes, self.connectionLimit) = (nodes, connectionLimit)
      (self.keptConnections, self.isMaintained) = (keptConnections, isMaintained)
    }
  }

  /// - Returns: `nil` for a database on one node.
  package func cluster() throws -> Cluster? {
    guard try Nodes(db).areSeveral else { return nil }
    let row = try db.query(
      """
      SELECT current_setting('max_connections')::bigint, current_setting('citus.max_cached_conns_per_worker')::bigint,
        EXISTS (SELECT FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'Citus Maintenance Daemon')
      """)[0]
    let nodes = try db.query(
      """
      SELECT nodename || ':' || nodeport, success, CASE WHEN success THEN result::bigint ELSE 0 END
      FROM run_command_on_workers('SHOW max_prepared_transactions') ORDER BY 1
      """
    ).map { Node(name: $0.text(0), isReached: $0.bool(1), preparedLimit: $0.int(2)) }
    return Cluster(
      nodes: nodes, connectionLimit: row.int(0), keptConnections: row.int(1), isMaintained: row.bool(2))
  }
}
