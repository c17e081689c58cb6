import PlatformReports
import Plays
import Store

/// Platforms' months that a report's rows speak of, with countries and days, gathered while the rows are read.
struct ReportScopes {
  private struct Key: Hashable {
    let period: Period
    let platform: String
  }

  private struct Scope {
    var countries: Set<Country> = []
    var days: ClosedRange<Day>?
  }

  /// Platforms' months in a file: a distributor's yearly one has a few hundred.
  static let maximumPlaces = 10_000
  /// Months of statements in a file: a hundred years.
  static let maximumStatements = 1_200

  private var places: [Key: Scope] = [:]
  private var last: (key: Key, country: Country)?
  private var lastStatement: Period?
  /// Months in which the sender accounts for the rows.
  private(set) var statements: Set<Period> = []

  mutating func add(_ row: ReportRow) throws(ImplausibleReport) {
    if let statement = row.statement, statement != lastStatement {
      lastStatement = statement
      statements.insert(statement)
      guard statements.count <= Self.maximumStatements else {
        throw ImplausibleReport(
          reason: "more than \(Self.maximumStatements) months of statements; are the columns what their names say?")
      }
    }
    if let last, last.country == row.country, last.key.period == row.period, last.key.platform == row.platform {
      return
    }
    let key = Key(period: row.period, platform: row.platform)
    last = (key, row.country)
    places[key, default: Scope()].countries.insert(row.country)
    guard places.count <= Self.maximumPlaces else {
      throw ImplausibleReport(
        reason: "more than \(Self.maximumPlaces) months of platforms; are the columns what their names say?")
    }
    // Days that are those of the month need no mention.
    guard let days = row.days, days != row.period.first...row.period.last else { return }
    let known = places[key]!.days ?? days
    places[key]!.days =
      min(known.lowerBound, days.lowerBound)...max(known.upperBound, days.upperBound)
  }

  /// Adds a market that a report without rows states a total of: nothing is owed there.
  mutating func declare(_ total: StatedTotal) {
    guard let period = total.period else { return }
    places[Key(period: period, platform: total.platform), default: Scope()].countries.insert(total.country)
  }

  /// - Parameters:
  ///   - declared: countries that the file speaks for without a row in them.
  ///   - lateness: of its rows.
  func all(declared: Set<Country>, _ lateness: Lateness) -> [ReportStore.Scope] {
    var latest: [String: Period] = [:]
    for key in places.keys { latest[key.platform] = max(latest[key.platform] ?? key.period, key.period) }
    return places.sorted { ($0.key.period, $0.key.platform) < ($1.key.period, $1.key.platform) }.map { key, place in
      let isLate =
        switch lateness {
        case .none: false
        case .earlierMonths: key.period < latest[key.platform]!
        case .all: true
        }
      return ReportStore.Scope(
        period: key.period, platform: key.platform, countries: place.countries.union(declared).sorted(),
        days: place.days, isLate: isLate)
    }
  }

  /// Rows of a file that take the place of the estimates of their own lines alone.
  enum Lateness {
    case none
    /// Those of a month earlier than the latest of their platform in the file.
    case earlierMonths
    case all
  }
}
