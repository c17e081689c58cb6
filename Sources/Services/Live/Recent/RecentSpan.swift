/// Plays within a second or a minute: a few columns, each of what some commits brought. A value; a change shares the rest.
package struct RecentSpan: Sendable {
  private(set) var parts: [RecentColumns] = []

  package var partCount: Int { parts.count }

  /// Adds cells, which are in the order of artist, track and market. Parts of about one size become one, so that a cell is
  /// copied a few times in all.
  mutating func add(_ cells: some Sequence<RecentCell>) {
    parts.append(RecentColumns(cells))
    while parts.count > 1, parts[parts.count - 1].count * 2 >= parts[parts.count - 2].count { mergeLast() }
  }

  /// Makes all parts one: a cell takes its twelve bytes once.
  mutating func settle() {
    while parts.count > 1 { mergeLast() }
  }

  /// Gives plays to the tracks and artists that they are of now. Parts that have none of them stay.
  mutating func move(from before: [Int32], _ owner: (_ track: Int32) -> (artist: Int32, track: Int32)?) {
    for index in parts.indices { parts[index] = parts[index].moving(from: before, owner) }
  }

  /// Hands out the cells of some artists, or of all; one may come in several parts.
  package func forEach(_ wanted: [Int32]?, _ body: (_ track: Int32, _ market: Int32, _ plays: Int64) -> Void) {
    for part in parts { part.forEach(wanted, body) }
  }

  private mutating func mergeLast() {
    let last = parts.removeLast()
    parts[parts.count - 1] = parts[parts.count - 1].merged(with: last)
  }
}
