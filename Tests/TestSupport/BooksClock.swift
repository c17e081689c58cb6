import Postgres

/// The day by which a test's database judges what is over and what is dated ahead.
package enum BooksClock {
  /// - Parameter day: as `2026-11-24`, from now on, for every session of this database.
  package static func set(_ db: Connection, _ day: String) throws {
    try db.run(
      script: """
        CREATE OR REPLACE FUNCTION ledger_today() RETURNS date LANGUAGE sql VOLATILE AS $$ SELECT DATE '\(day)' $$
        """)
  }
}
