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
    var query = query
    let isThere: Bool
    switch kind {
    case .artist:
      query.artist = id
      isThere = try await asking.directory { try $0.artist(id: id) } != nil
    case .label:
      query.label = id
      isThere = try await asking.directory { try $0.label(id: id) } != nil
    case .album:
      guard let gtin = GTIN(id)?.padded else { throw missing }
      try agree(query.album, gtin)
      query.album = gtin
      isThere = try await asking.directory { try $0.album(gtin: gtin) } != nil
    case .track:
      guard let isrc = ISRC(id)?.description else { throw missing }
      try agree(query.track, isrc)
      query.track = isrc
      isThere = try await asking.directory { try $0.track(isrc: isrc) } != nil
    }
    guard isThere else { throw missing }
    return query
  }

  private var missing: Refused { .missing(kind.rawValue, id) }

  private func agree(_ filter: String?, _ own: String) throws(Refused) {
    if let filter, filter != own {
      throw .unusable(kind.rawValue, "The path names another \(kind.rawValue).")
    }
  }
}
