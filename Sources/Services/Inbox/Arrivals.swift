/// Files that are on their way into a folder: whole are those that have stayed the same for a while, from one look to another.
///
/// A pure value: it is told what a look found and when, and says which files to take.
package struct Arrivals: Sendable {
  /// What a look sees of a file.
  package struct Seen: Hashable, Sendable {
    package let file: InboxFile
    package let bytes: Int64
    /// Nanoseconds since 1970.
    package let changed: Int64
    /// True where its sender says by a file of its own that a file is whole, and has said so of this one; `nil` where senders
    /// do not say.
    package let isAnnounced: Bool?

    package init(file: InboxFile, bytes: Int64, changed: Int64, isAnnounced: Bool?) {
      self.file = file
      self.bytes = bytes
      self.changed = changed
      self.isAnnounced = isAnnounced
    }
  }

  private struct Waiting {
    let seen: Seen
    let since: Int64
  }

  private let settling: Int64
  private var waiting: [InboxFile: Waiting] = [:]

  /// - Parameter settling: nanoseconds for which a file stays the same before it is whole.
  package init(settling: Int64) {
    self.settling = settling
  }

  /// True if files are on their way.
  package var isEmpty: Bool { waiting.isEmpty }

  /// Takes a look.
  ///
  /// - Parameters:
  ///   - found: every file of the folder.
  ///   - now: nanoseconds of a clock that does not go back.
  /// - Returns: those that are whole, by name.
  package mutating func look(_ found: [Seen], now: Int64) -> [InboxFile] {
    var next: [InboxFile: Waiting] = [:]
    var whole: [InboxFile] = []
    for seen in found {
      if let isAnnounced = seen.isAnnounced {
        if isAnnounced { whole.append(seen.file) }
        continue
      }
      let since = waiting[seen.file].flatMap { $0.seen == seen ? $0.since : nil } ?? now
      if now - since >= settling {
        whole.append(seen.file)
      } else {
        next[seen.file] = Waiting(seen: seen, since: since)
      }
    }
    waiting = next
    return whole.sorted { ($0.account ?? "", $0.name) < ($1.account ?? "", $1.name) }
  }
}
