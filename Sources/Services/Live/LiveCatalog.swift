import Catalog
import Earnings
import Plays
import Store

/// Tracks by the small numbers that cells have, and the ways to find those that a question is about.
///
/// Made once for each reading of the catalog, and shared by all contents that come after it. Finding takes steps in the
/// logarithm of the catalog, so that a question costs what it asks for, and not what others have.
final class LiveCatalog: Sendable {
  private let tracks: [LiveStore.Track?]
  // Numbers of tracks, in the order of what they are found by. Four bytes a track each.
  private let byArtist, byLabel, byAlbum, byISRC: [Int32]
  /// Place of each track among those of its artist.
  private let places: [Int32]
  private let artists: [String: Int32]
  private let labels: [String: Int32]

  init(_ all: [LiveStore.Track]) {
    var tracks = [LiveStore.Track?](repeating: nil, count: Int(all.map(\.id).max() ?? 0) + 1)
    var artists: [String: Int32] = [:]
    var labels: [String: Int32] = [:]
    for track in all {
      tracks[Int(track.id)] = track
      artists[track.artist] = track.artistID
      labels[track.label] = track.labelID
    }
    (self.tracks, self.artists, self.labels) = (tracks, artists, labels)
    byArtist = Self.order(all) { UInt64(UInt32(bitPattern: $0.artistID)) }
    byLabel = Self.order(all) { UInt64(UInt32(bitPattern: $0.labelID)) }
    byAlbum = Self.order(all) { Self.code($0.gtin) }
    byISRC = Self.order(all) { Self.code($0.isrc) }
    var places = [Int32](repeating: 0, count: tracks.count)
    var (last, place): (Int32, Int32) = (-1, 0)
    for number in byArtist {
      let artist = tracks[Int(number)]!.artistID
      (last, place) = artist == last ? (last, place + 1) : (artist, 0)
      places[Int(number)] = place
    }
    self.places = places
  }

  func track(_ number: Int32) -> LiveStore.Track? { Int(number) < tracks.count ? tracks[Int(number)] : nil }

  /// Place of a known track among those of its artist.
  func place(_ number: Int32) -> Int { Int(places[Int(number)]) }

  /// Tracks of an artist, in the order of their places.
  func tracks(ofArtist artist: Int32) -> some Sequence<LiveStore.Track> {
    found(byArtist, UInt64(UInt32(bitPattern: artist))) { UInt64(UInt32(bitPattern: $0.artistID)) }
      .lazy.map { self.tracks[Int($0)]! }
  }

  /// Artists under whose tracks a question can find anything; `nil` if that may be all.
  func artists(in query: EarningsQuery) -> [Int32]? {
    if let artist = query.artist { return artists[artist].map { [$0] } ?? [] }
    if let isrc = query.track { return owners(found(byISRC, Self.code(isrc)) { Self.code($0.isrc) }) }
    if let gtin = query.album { return owners(found(byAlbum, Self.code(gtin)) { Self.code($0.gtin) }) }
    if let label = query.label { return owners(tracks(ofLabel: label)) }
    guard case .narrowed(let ids, let labels, _) = query.visibility else { return nil }
    return Set(ids.compactMap { artists[$0] } + labels.flatMap { owners(tracks(ofLabel: $0)) }).sorted()
  }

  private func tracks(ofLabel id: String) -> ArraySlice<Int32> {
    guard let label = labels[id] else { return [] }
    return found(byLabel, UInt64(UInt32(bitPattern: label))) { UInt64(UInt32(bitPattern: $0.labelID)) }
  }

  private func owners(_ numbers: ArraySlice<Int32>) -> [Int32] {
    Set(numbers.map { tracks[Int($0)]!.artistID }).sorted()
  }

  /// Numbers of the tracks with a key, by bisection of those that are in its order.
  private func found(
    _ order: [Int32], _ key: UInt64, _ keyOf: (LiveStore.Track) -> UInt64
  ) -> ArraySlice<Int32> {
    func first(where isBeyond: (UInt64) -> Bool) -> Int {
      var (low, high) = (0, order.count)
      while low < high {
        let middle = (low + high) / 2
        if isBeyond(keyOf(tracks[Int(order[middle])]!)) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    return order[first { $0 >= key }..<first { $0 > key }]
  }

  private static func order(_ tracks: [LiveStore.Track], by key: (LiveStore.Track) -> UInt64) -> [Int32] {
    tracks.map { (key: key($0), number: $0.id) }.sorted { ($0.key, $0.number) < ($1.key, $1.number) }.map(\.number)
  }

  /// Code of up to 14 digits, or of 12 digits and capitals, as one number.
  private static func code(_ text: String) -> UInt64 {
    text.utf8.reduce(0) { $0 &* 37 &+ UInt64($1 > 0x39 ? $1 &- 0x41 &+ 10 : $1 &- 0x30) }
  }
}
