import Earnings
import Ledger
import Plays

/// A track's month: plays to derive lines from, and lines that are posted.
package struct TrackMonth {
  package let track: PlayedTrack
  package let cells: [Derivation.Cell]
  /// Other times of ownership of the recording, and its other releases, with their plays; they are read where reports are divided among all.
  package let others: [Derivation.OtherTime]
  package let posted: [Line.Key: Line.Figures]

  package func lines(_ derivation: Derivation) -> [Line] { derivation.lines(of: track, cells, beside: others) }

  /// Lines to post: those derived, less those posted.
  func difference(_ derivation: Derivation) -> [Line] {
    Difference.lines(derived: lines(derivation), posted: posted)
  }
}

extension TrackMonth {
  /// The months of all times of ownership of the recording, those of the primary release first; without what is posted of the
  /// others.
  package var allTimes: [TrackMonth] {
    let times = [Derivation.OtherTime(track: track, cells: cells)] + others
    return times.indices.map { index in
      var rest = times
      let time = rest.remove(at: index)
      return TrackMonth(
        track: time.track, cells: time.cells, others: rest, posted: time.track.number == track.number ? posted : [:])
    }.sorted {
      ($0.track.release, $0.track.from?.number ?? .min) < ($1.track.release, $1.track.from?.number ?? .min)
    }
  }
}
