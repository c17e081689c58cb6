import Postgres

extension Connection {
  /// Alters the database as somebody can whom nothing keeps from it: a superuser past every trigger, on all nodes.
  package func forge(_ script: String) throws {
    let forger = try CitusCluster.given?.superuser(of: self) ?? self
    try forger.transaction {
      // Citus takes to its nodes what is set for a transaction, where it is told to; and all that is sent along with it.
      try forger.run(script: "SET LOCAL citus.propagate_set_commands = 'local'")
      try forger.run(script: "SET LOCAL session_replication_role = replica")
      try forger.run(script: script)
    }
  }
}
