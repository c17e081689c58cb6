/// Spellings that only one format has, and what they stand for. Keys are in upper case.
struct ValueMaps: Sendable {
  var stores: [String: String] = [:]
  var territories: [String: String] = [:]
  var tiers: [String: String] = [:]
  var currencies: [String: String] = [:]
  var monetisation: [String: Monetisation] = [:]
  var origins: [String: Origin] = [:]
  /// Values that stand for an empty cell where a code or a tier is expected.
  var nothing: Set<String> = []
}

/// The way in which plays became money, in the words that all formats are read into. That a report does not tell it is an answer too,
/// and is never guessed from the platform.
package enum Monetisation: String, CaseIterable, Sendable, Codable {
  case premium, ads, trial, download, license, adjustment
  case notTold = "not_told"
}

/// Kind of the recording's use, in the words that all formats are read into.
package enum Origin: String, CaseIterable, Sendable, Codable {
  case audio
  case artTrack = "art_track"
  case video
  case userContent = "user_content"
  case shorts
  case audioLibrary = "audio_library"
  case manualClaim = "manual_claim"
  case notTold = "not_told"
}
