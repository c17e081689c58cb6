import Plays

/// Owners of a recording by the day, and the changes that rows of a catalog make to them. A pure value.
///
/// Each owner holds from a day on until the next one's; the first from the beginning. A row with a day says whose it is
/// from then on, and leaves earlier days as they are. One without a day that names the present owner, or the last, says
/// nothing new; one that names another corrects all days, up to the first that the same catalog has a row for.
package struct Ownership<Owner: Equatable> {
  package struct Time {
    /// The first day; `nil` from the beginning.
    package let from: Day?
    package var owner: Owner
  }

  /// By their days, the one from the beginning first.
  package private(set) var times: [Time]

  /// - Parameter times: by their days, the one from the beginning first; none of a recording that is new.
  package init(_ times: [(from: Day?, owner: Owner)] = []) {
    self.times = times.map { Time(from: $0.from, owner: $0.owner) }
  }

  /// A recording that is new has no row without a day: nobody knows whose it was before.
  package struct Beginningless: Error {
    /// The first day that a row names.
    package let day: Day
  }

  /// Takes the rows that one catalog has of the recording.
  ///
  /// - Parameters:
  ///   - undated: the owner by the row without a day, if there is one.
  ///   - dated: owners by day, in any order and each day once.
  ///   - today: in UTC.
  package mutating func take(_ undated: Owner?, dated: [(day: Day, owner: Owner)], today: Day) throws(Beginningless) {
    let dated = dated.sorted { $0.day < $1.day }
    if let undated {
      if times.isEmpty {
        times = [Time(from: nil, owner: undated)]
      } else if undated != owner(on: today), undated != times[times.count - 1].owner {
        let end = dated.first?.day
        for index in times.indices where times[index].from.map({ from in end.map { from < $0 } ?? true }) ?? true {
          times[index].owner = undated
        }
      }
    }
    guard let first = dated.first else { return }
    if times.isEmpty { throw Beginningless(day: first.day) }
    for row in dated {
      if let index = times.firstIndex(where: { $0.from == row.day }) {
        times[index].owner = row.owner
      } else if owner(on: row.day) != row.owner {
        times.insert(Time(from: row.day, owner: row.owner), at: times.count { $0.from.map { $0 < row.day } ?? true })
      }
    }
  }

  /// The owner of a day; of the first days without one.
  package func owner(on day: Day?) -> Owner? { day.map { owner(on: $0) } ?? times.first?.owner }

  private func owner(on day: Day) -> Owner? { times.last { $0.from.map { $0 <= day } ?? true }?.owner }
}
