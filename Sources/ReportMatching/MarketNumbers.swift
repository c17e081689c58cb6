import PlatformReports
import Plays
import Postgres
import Store

/// The numbers of markets that rows name; new markets get one.
final class MarketNumbers {
  private struct Key: Hashable {
    let platform: String
    let country: Country
    let tier: String
  }

  private let db: Connection
  private var numbers: [Key: Int32] = [:]
  private var last: (key: Key, number: Int32)?

  /// - Parameter db: a connection of its own, so that a market is there for everybody at once.
  init(_ db: Connection) {
    self.db = db
  }

  func number(of row: ReportRow) throws -> Int32 {
    let tier = row.tier ?? Market.unknownTier
    if let last, last.key.country == row.country, last.key.tier == tier, last.key.platform == row.platform {
      return last.number
    }
    let key = Key(platform: row.platform, country: row.country, tier: tier)
    let number = try numbers[key] ?? add(key)
    last = (key, number)
    return number
  }

  private func add(_ key: Key) throws -> Int32 {
    let number = try IngestStore(db).marketIDs(
      platforms: [key.platform], countries: [key.country.description], tiers: [key.tier])[0]
    numbers[key] = number
    return number
  }
}
