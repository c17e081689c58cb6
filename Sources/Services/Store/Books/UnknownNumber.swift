import Plays

/// A number in the plays or lines of a month that names no artist or no market: the database has lost the row.
///
/// No answer can be right without it, and asking again does not help: the row has to come back, from a backup.
package struct UnknownNumber: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: String, Sendable {
    case artist, market
  }

  package let kind: Kind
  package let number: Int32
  package let period: Period

  package var description: String {
    "\(kind.rawValue) \(number) of \(period) is in no table of ours: a row was lost, and has to come back from a backup"
  }
}
