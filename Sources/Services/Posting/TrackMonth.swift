import Earnings
import Ledger

/// A track's month: plays to derive lines from, and lines that are posted.
package struct TrackMonth {
  package let track: PlayedTrack
  package let cells: [Derivation.Cell]
  package let posted: [Line.Key: Line.Figures]

  package func lines(_ derivation: Derivation) -> [Line] { derivation.lines(of: track, cells) }

  /// Lines to post: those derived, less those posted.
  func difference(_ derivation: Derivation) -> [Line] {
    Difference.lines(derived: lines(derivation), posted: posted)
  }
}
