import Earnings

extension LiveBook.Contents {
  /// True if there is a track that a query lets through. One that was learned a moment ago may not be known yet.
  package func knowsTracks(of query: EarningsQuery) -> Bool {
    guard let artists = catalog.artists(in: query) else { return false }
    return artists.contains { catalog.tracks(ofArtist: $0).contains(where: query.includes) }
  }
}
