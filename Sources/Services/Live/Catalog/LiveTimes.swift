/// Times of ownership of recordings that have changed hands, and releases of those that stand on several, by the catalog's numbers
/// of their tracks. The usual recording has none here, and is its one track.
struct LiveTimes: Sendable {
  /// First day of tracks that have not the first days, as days since 1970.
  private var days: [Int32: Int32] = [:]
  /// Number of the release of tracks that are of one of several.
  private var releases: [Int32: Int32] = [:]
  /// By ISRC as a number: those of plays that name no release first, each release's by their days.
  private var times: [UInt64: [Int32]] = [:]
  private var isrcs: [Int32: UInt64] = [:]

  var isEmpty: Bool { times.isEmpty }

  /// True if a recording has several tracks.
  func has(_ isrc: UInt64) -> Bool { !isEmpty && times[isrc] != nil }

  /// Learns the first day of a track.
  mutating func set(_ track: Int32, from day: Int32) { days[track] = day }

  /// Learns the release of a track.
  mutating func set(_ track: Int32, release: Int32) { releases[track] = release }

  /// Learns all tracks of a recording.
  mutating func set(_ tracks: [Int32], of isrc: UInt64) {
    times[isrc] = tracks.sorted {
      (releases[$0] ?? 0, days[$0] ?? .min) < (releases[$1] ?? 0, days[$1] ?? .min)
    }
    for track in tracks { isrcs[track] = isrc }
  }

  /// The track of the first days, which stands for the recording.
  @inline(__always)
  func first(of track: Int32) -> Int32 { isEmpty ? track : all(of: track)[0] }

  /// The tracks of all times and releases.
  func all(of track: Int32) -> [Int32] { isrcs[track].flatMap { times[$0] } ?? [track] }

  /// The track of a day's plays, of the same release.
  @inline(__always)
  func track(_ track: Int32, on day: Int32) -> Int32 {
    if isEmpty { return track }
    let release = releases[track]
    return all(of: track).last { releases[$0] == release && (days[$0] ?? .min) <= day } ?? track
  }
}
