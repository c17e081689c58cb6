/// Part of the catalog and of the books that somebody may see.
///
/// The one rule of who sees what: a track, with all that it earned, is seen by its own artist and by its label; money of
/// a payee by the payee alone. Featured artists see nothing by being featured. In SQL it is `VisibilityFilter` of `Store`.
package enum Visibility: Hashable, Sendable {
  case everything
  /// Tracks of artists and labels, and the money of payees, by their ids.
  case narrowed(artists: Set<String>, labels: Set<String>, payees: Set<String>)

  /// - Parameter subjects: whom somebody speaks for; none for somebody who sees everything.
  package init(_ subjects: some Sequence<Subject>) {
    var (artists, labels, payees): (Set<String>, Set<String>, Set<String>) = ([], [], [])
    for subject in subjects {
      switch subject {
      case .artist(let id): artists.insert(id)
      case .label(let id): labels.insert(id)
      case .payee(let id): payees.insert(id)
      }
    }
    self = .narrowed(artists: artists, labels: labels, payees: payees)
  }

  /// Labels that somebody speaks for, in their order; none for somebody who sees everything.
  package var labels: [String] {
    if case .narrowed(_, let labels, _) = self { labels.sorted() } else { [] }
  }

  package var isEverything: Bool { self == .everything }

  /// True if a track of an artist on a label may be seen.
  package func includes(artist: String, label: String) -> Bool {
    switch self {
    case .everything: true
    case .narrowed(let artists, let labels, _): artists.contains(artist) || labels.contains(label)
    }
  }

  /// True for the artist themselves, and for who sees everything.
  package func speaksFor(artist: String) -> Bool {
    switch self {
    case .everything: true
    case .narrowed(let artists, _, _): artists.contains(artist)
    }
  }

  /// True for the label itself, and for who sees everything.
  package func speaksFor(label: String) -> Bool {
    switch self {
    case .everything: true
    case .narrowed(_, let labels, _): labels.contains(label)
    }
  }
}
