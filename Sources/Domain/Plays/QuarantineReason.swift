/// Why an event was not accepted. In the order in which they are looked for; the first that holds is recorded.
public enum QuarantineReason: String, Error, CaseIterable, Sendable {
  /// Longer than 64 KiB.
  case tooLarge = "too_large"
  /// Anything but one JSON object in UTF-8.
  case malformedJSON = "malformed_json"
  /// No track, time, platform or country.
  case missingField = "missing_field"
  /// The ISRC, or the external id, is not one.
  case badISRC = "bad_isrc"
  case badTimestamp = "bad_timestamp"
  /// More than ten years before receipt: a clock that was never set.
  case pastTimestamp = "past_timestamp"
  /// More than 24 hours after receipt.
  case futureTimestamp = "future_timestamp"
  /// No rate table of this platform was ever published.
  case unknownPlatform = "unknown_platform"
  case unknownCountry = "unknown_country"
  /// Not an integer from 1 to 1,000,000,000.
  case badPlays = "bad_plays"

  /// Advice for a person.
  public var remedy: String {
    switch self {
    case .tooLarge: "send one event a message, at most 64 KiB"
    case .malformedJSON: "send one JSON object in UTF-8 a line or message"
    case .missingField: "name a track (isrc or external_id), played_at, platform and country"
    case .badISRC: "an ISRC has 2 letters, 3 letters or digits, 7 digits; an external id is text of at most 256 bytes"
    case .badTimestamp: "write RFC 3339, as in 2026-10-17T07:31:47Z, not before 1970"
    case .pastTimestamp, .futureTimestamp: "check the clock of the sender"
    case .unknownPlatform: "publish a rate table of the platform, then `ledgerline quarantine replay`"
    case .unknownCountry: "write ISO 3166-1 alpha-2 or an English country name"
    case .badPlays: "plays is a JSON integer from 1 to 1000000000"
    }
  }
}
