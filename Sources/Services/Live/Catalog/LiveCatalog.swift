import Catalog
import Earnings
import Store

/// Tracks, artists, albums and labels by small numbers of their own, and the ways to find those that a question is about.
///
/// Columns, so that a track takes some 150 bytes with its names. Finding takes steps in the logarithm of the catalog: a
/// question costs what it asks for, and not what others have. Numbers stay as they are while the catalog grows.
struct LiveCatalog: Sendable {
  private(set) var artists = LiveParties()
  private(set) var labels = LiveParties()
  private(set) var albums = LiveAlbums()
  private var numbers = DenseNumbers()
  private var isrcs: [UInt64] = []
  private(set) var titles = TextColumn()
  private var artistOf: [Int32] = []
  private var albumOf: [Int32] = []
  private var labelOf: [Int32] = []
  private var byArtist = NumberIndex()
  private var byAlbum = NumberIndex()
  private var byLabel = NumberIndex()
  private var byISRC = NumberIndex()
  private(set) var times = LiveTimes()
  /// Times that it has changed.
  private(set) var version = 0

  var count: Int { isrcs.count }

  /// - Parameter id: of the database.
  func track(id: Int32) -> Int32? { numbers[id] }

  func artist(of track: Int32) -> Int32 { artistOf[Int(track)] }
  func album(of track: Int32) -> Int32 { albumOf[Int(track)] }
  func label(of track: Int32) -> Int32 { labelOf[Int(track)] }
  func isrc(_ track: Int32) -> String { ISRCCode.text(isrcs[Int(track)]) }

  func tracks(ofArtist artist: Int32) -> [Int32] { byArtist[UInt64(artist)] }
  func tracks(ofAlbum album: Int32) -> [Int32] { byAlbum[UInt64(album)] }
  func tracks(ofLabel label: Int32) -> [Int32] { byLabel[UInt64(label)] }
  /// The track that stands for a recording: that of its first days.
  func track(isrc: String) -> Int32? {
    ISRCCode(isrc).flatMap { byISRC[$0.value].first }.map { times.first(of: $0) }
  }

  /// Artists of tracks, each once, ascending.
  func artists(of tracks: some Sequence<Int32>) -> [Int32] { Set(tracks.lazy.map { artistOf[Int($0)] }).sorted() }

  /// Adds what is new, and changes what has changed.
  ///
  mutating func apply(_ rows: LiveStore.CatalogRows) -> Changed {
    version += 1
    artists.apply(rows.artists)
    labels.apply(rows.labels)
    albums.apply(rows.albums)
    return apply(rows.tracks)
  }

  /// Tracks whose plays are others' now.
  struct Changed {
    /// Those that have gone from one artist to another, with whom they were before.
    var moved: [(track: Int32, from: Int32)] = []
    /// Recordings that have got a time of ownership or a release, each by all its tracks.
    var shared: [[Int32]] = []
  }

  private mutating func apply(_ rows: [LiveStore.CatalogRows.Track]) -> Changed {
    var changed = Changed()
    var shared: Set<UInt64> = []
    var (ofArtists, ofAlbums, ofLabels) = (Changes(), Changes(), Changes())
    var ofISRCs: [NumberIndex.Entry] = []
    for row in rows {
      guard let artist = artists.number(id: row.artist), let album = albums.number(id: row.album),
        let label = labels.number(id: row.label), let isrc = ISRCCode(row.isrc)
      else { preconditionFailure("a track's artist, album and label are read before it") }
      let (track, isNew) = numbers.add(row.id)
      if isNew {
        isrcs.append(isrc.value)
        titles.append(row.title)
        ofISRCs.append((isrc.value, track))
        if let day = row.from { times.set(track, from: day) }
        if row.release > 0 { times.set(track, release: row.release) }
        if row.from != nil || row.release > 0 || times.has(isrc.value) { shared.insert(isrc.value) }
      } else {
        titles.replace(track, with: row.title)
        if artistOf[Int(track)] != artist { changed.moved.append((track, artistOf[Int(track)])) }
      }
      ofArtists.set(track, to: artist, in: &artistOf)
      ofAlbums.set(track, to: album, in: &albumOf)
      ofLabels.set(track, to: label, in: &labelOf)
    }
    ofArtists.apply(to: &byArtist)
    ofAlbums.apply(to: &byAlbum)
    ofLabels.apply(to: &byLabel)
    byISRC.add(ofISRCs)
    for isrc in shared {
      let tracks = byISRC[isrc]
      times.set(tracks, of: isrc)
      changed.shared.append(tracks)
    }
    return changed
  }
}

/// Tracks that come to an artist, an album or a label, and those that go to another.
private struct Changes {
  private var new: [NumberIndex.Entry] = []
  private var moved: Set<Int32> = []

  mutating func set(_ track: Int32, to owner: Int32, in owners: inout [Int32]) {
    if Int(track) == owners.count {
      owners.append(owner)
    } else {
      guard owners[Int(track)] != owner else { return }
      owners[Int(track)] = owner
      moved.insert(track)
    }
    new.append((UInt64(owner), track))
  }

  func apply(to index: inout NumberIndex) {
    index.remove(moved)
    index.add(new)
  }
}
