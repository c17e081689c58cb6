import Earnings
import Plays
import Refusals
import Store

/// An artist, album, track or label, as a path names it.
package struct CatalogItem: Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case artist, album, track, label
  }

  let kind: Kind
  let id: String

  package init(_ kind: Kind, _ id: String) {
    self.kind = kind
    self.id = id
  }

  /// Narrows a query to this item.
  ///
  /// - Throws: `Refused` for an item that is not there, or that the asker may not see, and where the query asks for
  ///   another one.
  package func narrow(_ query: EarningsQuery, _ asking: some Asking) async throws -> EarningsQuery {
    var (query, own) = (query, EarningsQuery())
    switch kind {
    case .artist: (query.artist, own.artist) = (id, id)
    case .label: (query.label, own.label) = (id, id)
    case .album:
      guard let gtin = GTIN(id)?.padded else { throw missing }
      try agree(query.album, gtin)
      (query.album, own.album) = (gtin, gtin)
    case .track:
      guard let isrc = ISRC(id)?.description else { throw missing }
      try agree(query.track, isrc)
      (query.track, own.track) = (isrc, isrc)
    }
    if asking.knowsTracks(of: asking.visible(own)) { return query }
    guard try await isThere(own, asking) else { throw missing }
    return query
  }

  private func isThere(_ own: EarningsQuery, _ asking: some Asking) async throws -> Bool {
    let id = id
    return try await asking.directory { directory in
      switch kind {
      case .artist: try directory.artist(id: id) != nil
      case .label: try directory.label(id: id) != nil
      case .album: try directory.album(gtin: own.album!) != nil
      case .track: try directory.track(isrc: own.track!) != nil
      }
    }
  }

  private var missing: Refused { .missing(kind.rawValue, id) }

  private func agree(_ filter: String?, _ own: String) throws(Refused) {
    if let filter, filter != own {
      throw .unusable(kind.rawValue, "The path names another \(kind.rawValue).")
    }
  }
}
