import Catalog
import Earnings

/// Tracks of which the totals are in memory, by the numbers of the catalog.
struct HeldTracks: Sendable {
  /// Artists in a question beyond which it counts as one about more than is held: looking at each would cost more.
  private static let artistsLookedAt = 256

  let part: LivePart
  /// Labels or artists by number, if they are held.
  private var labels: [Bool] = []
  private var artists: [Bool] = []

  init(_ part: LivePart) {
    self.part = part
  }

  /// Learns of the labels and artists that are new.
  mutating func extend(_ catalog: LiveCatalog) {
    switch part {
    case .everything, .nothing: break
    case .labels(let ids):
      for number in labels.count..<catalog.labels.count {
        labels.append(ids.contains(catalog.labels.key(Int32(number))))
      }
    case .share(let share, let count):
      for number in artists.count..<catalog.artists.count {
        artists.append(LivePart.falls(catalog.artists.key(Int32(number)), to: share, of: count))
      }
    }
  }

  @inline(__always)
  func includes(_ track: Int32, _ catalog: LiveCatalog) -> Bool {
    switch part {
    case .everything: true
    case .nothing: false
    case .labels: labels[Int(catalog.label(of: track))]
    case .share: artists[Int(catalog.artist(of: track))]
    }
  }

  /// True if all that a question can find is in memory.
  func includeAll(of query: EarningsQuery, _ catalog: LiveCatalog) -> Bool {
    switch part {
    case .everything: return true
    case .nothing: return false
    case .labels(let ids):
      if let label = query.label { return ids.contains(label) }
      if case .narrowed(let artists, let labels, _) = query.visibility, artists.isEmpty, labels.isSubset(of: ids) {
        return true
      }
    case .share: break
    }
    let selection = Selection(query, catalog)
    guard let owners = selection.owners(catalog), owners.count <= Self.artistsLookedAt else { return false }
    return owners.allSatisfy { artist in
      if case .share = part { return artists[Int(artist)] }
      return catalog.tracks(ofArtist: artist).allSatisfy { !selection.includes($0, catalog) || includes($0, catalog) }
    }
  }
}
