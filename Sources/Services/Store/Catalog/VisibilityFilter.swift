import Catalog
import Postgres

extension Visibility {
  /// Condition that lets through the tracks that may be seen, in a statement with artists as `a` and labels as `l`.
  var filter: SQL {
    switch self {
    case .everything: "true"
    case .narrowed(let artists, let labels, _):
      "(a.id = ANY(\(.texts(artists.sorted()))) OR l.id = ANY(\(.texts(labels.sorted()))))"
    }
  }
}
