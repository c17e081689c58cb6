/// A property of plays that earnings are grouped by.
package enum Dimension: String, CaseIterable, Codable, Sendable {
  case artist, album, track, label, platform, country, tier, day, month
}
