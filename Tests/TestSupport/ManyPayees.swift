import Foundation
import Postgres

/// A month of some thousand lines, of as many payees as one likes: each an artist with two tracks and a contract, which
/// shares with one of five labels.
package enum ManyPayees {
  package static let labels = 5

  /// - Parameter payees: artists; the labels come on top.
  package static func load(_ db: Connection, payees: Int) throws {
    var script = try String(contentsOfFile: "\(Project.root)/Benchmarks/harness/month.sql", encoding: .utf8)
    for (name, value) in ["payees": payees, "tracks": 2, "labels": labels, "cells": payees * 2 * 8] {
      script = script.replacing(":\(name)", with: "\(value)")
    }
    try db.run(script: script)
  }

  /// Rows of tables that a session reads while it does something, and rows that it updates.
  ///
  /// - Parameter tables: of these; all where it is empty.
  package static func work(
    _ db: Connection, _ url: String, tables: [String] = [], _ body: () throws -> Void
  ) throws -> (read: Int64, updated: Int64) {
    func figures() throws -> (read: Int64, updated: Int64) {
      try db.query("SELECT pg_stat_force_next_flush()")
      let row = try Connection(url: url).query(
        """
        SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint, sum(n_tup_upd)::bigint FROM pg_stat_user_tables
        WHERE \(.texts(tables)) = '{}' OR relname = ANY(\(.texts(tables)))
        """)[0]
      return (row.int(0), row.int(1))
    }
    let before = try figures()
    try body()
    let after = try figures()
    return (after.read - before.read, after.updated - before.updated)
  }
}
