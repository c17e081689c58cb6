import Money
import Plays

/// What is owed to whom for the plays of what it covers, from a date on.
public struct Contract: Hashable, Sendable {
  /// What a contract is about. The more specific one wins: track, album, artist, label.
  public enum Scope: Hashable, Sendable {
    case track(ISRC)
    case album(GTIN)
    case artist(String)
    case label(String)

    /// The key in a file, and the id it names.
    public var parts: (kind: String, id: String) {
      switch self {
      case .track(let isrc): ("track", isrc.description)
      case .album(let gtin): ("album", gtin.padded)
      case .artist(let id): ("artist", id)
      case .label(let id): ("label", id)
      }
    }
  }

  /// A payee's part of net.
  public struct Share: Hashable, Sendable {
    /// A payee's id, or `@artist`: the artist of the track that was played.
    public let payee: String
    /// Percent: 33.3333 is 33.3333 %.
    public let percent: Amount

    public init(payee: String, percent: Amount) {
      self.payee = payee
      self.percent = percent
    }
  }

  /// Stands for the track's own artist among the shares.
  public static let trackArtist = "@artist"

  public let id: String
  public let currency: Currency
  public let effectiveFrom: Day
  /// The last day, included; `nil` goes on.
  public let effectiveTo: Day?
  public let covers: Scope
  public let feePercent: Amount
  /// They sum to exactly 100.
  public let shares: [Share]

  public init(
    id: String, currency: Currency, effectiveFrom: Day, effectiveTo: Day?, covers: Scope, feePercent: Amount,
    shares: [Share]
  ) {
    self.id = id
    self.currency = currency
    self.effectiveFrom = effectiveFrom
    self.effectiveTo = effectiveTo
    self.covers = covers
    self.feePercent = feePercent
    self.shares = shares
  }
}
