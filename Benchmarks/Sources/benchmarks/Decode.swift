import Foundation
import Plays

/// The eight of `peers/generate.c`.
let generatedPlatforms: Set<String> = [
  "spotify", "apple_music", "youtube_music", "amazon_music", "deezer", "tidal", "soundcloud", "pandora",
]

/// Decodes every line and keeps nothing of it but the sum of its plays.
func decode(_ path: String) throws {
  let pace = Pace()
  var decoder = PlayDecoder(platforms: generatedPlatforms)
  let receivedAt = Int64(Date().timeIntervalSince1970 * 1000)
  var events = 0
  var quarantined = 0
  var plays: Int64 = 0
  try forEachLine(of: path) { line in
    events += 1
    do throws(QuarantineReason) {
      plays += try decoder.decode(line, receivedAt: receivedAt).plays
    } catch {
      quarantined += 1
    }
  }
  pace.report("decode", events: events, "(plays \(plays), quarantined \(quarantined))")
}
