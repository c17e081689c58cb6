import Earnings

extension LiveContents {
  /// True if there is a track that a query lets through. One that was learned a moment ago may not be known yet.
  package func knowsTracks(of query: EarningsQuery) -> Bool {
    let selection = Selection(query, catalog)
    guard let owners = selection.owners(catalog) else { return false }
    return owners.contains { catalog.tracks(ofArtist: $0).contains { selection.includes($0, catalog) } }
  }
}
