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

  /// Platforms with their tiers, in a file: a distributor's has a hundred. Beyond it a column is not what its header says,
  /// and every row would make a market of its own.
  static let maximumNames = 1_000

  private let db: Connection
  private var names: Set<[String]> = []
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
    names.insert([key.platform, key.tier])
    guard names.count <= Self.maximumNames else {
      throw ImplausibleReport(
        reason: "more than \(Self.maximumNames) platforms and tiers; are the columns what their names say?")
    }
    let number = try IngestStore(db).marketIDs(
      platforms: [key.platform], countries: [key.country.description], tiers: [key.tier])[0]
    numbers[key] = number
    return number
  }
}
