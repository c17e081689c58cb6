import Ingest
import Postgres

/// The worked month, loaded through the same imports as a person's.
package enum Month {
  package static let inputs = "\(Project.month)/inputs"

  /// Loads what plays are looked up by.
  package static func loadReference(_ url: String) throws {
    let reference = ReferenceImport(try Connection(url: url))
    _ = try reference.catalog(path: "\(inputs)/catalog.csv")
    _ = try reference.fx(path: "\(inputs)/fx.csv")
    _ = try reference.payees(path: "\(inputs)/payees.csv")
    _ = try reference.contracts(path: "\(inputs)/contracts")
    _ = try reference.advances(path: "\(inputs)/advances.csv")
    _ = try reference.rateTables(path: "\(inputs)/RateTables")
  }

  package static func loadPlays(_ url: String) throws {
    _ = try PlayImport(databaseURL: url).run(path: "\(inputs)/plays.ndjson")
  }
}
