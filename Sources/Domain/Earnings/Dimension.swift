/// A property of plays that earnings are grouped by.
public enum Dimension: String, CaseIterable, Codable, Sendable {
  case artist, album, track, label, platform, country, tier, day, month
}
