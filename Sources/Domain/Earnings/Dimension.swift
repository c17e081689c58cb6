/// What earnings are grouped by.
public enum Dimension: String, CaseIterable, Sendable {
  case artist, album, track, label, platform, country, tier, day, month
}
