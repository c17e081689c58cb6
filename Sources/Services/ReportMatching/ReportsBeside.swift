import Earnings
import Plays
import Postgres
import Store

/// Accepted reports that stand beside one that is compared, by month: all of them count, and those that speak of the same
/// platform and country add up with it.
struct ReportsBeside {
  private var byPeriod: [Period: [AcceptanceStore.Current]] = [:]
  private var presently: [Period: [AcceptanceStore.Current]] = [:]
  private let spoken: [Period: ReportedPlaces]
  private let scopes: [ReportStore.Scope]

  /// - Parameters:
  ///   - report: of one that is accepted only those that were accepted before it stand beside it.
  ///   - scopes: the platforms' months that it speaks of.
  ///   - corrected: reports that it takes the place of.
  init(
    _ db: Connection, _ report: ReportStore.Report, _ periods: [Period], _ scopes: [ReportStore.Scope],
    corrected: [Int32]
  ) throws {
    self.scopes = scopes
    for period in periods {
      let all = try AcceptanceStore(db).current(period)
      presently[period] = all
      let own = all.filter { $0.report == report.id }.map(\.number).min() ?? .max
      byPeriod[period] = all.filter { $0.number < own && $0.report != report.id && !corrected.contains($0.report) }
    }
    spoken = Dictionary(grouping: scopes, by: \.period).mapValues { scopes in
      var places = ReportedPlaces()
      for scope in scopes { places.add(platform: scope.platform, countries: scope.countries) }
      return places
    }
  }

  /// Every acceptance of a month that counts as it is.
  func present(_ period: Period) -> [AcceptanceStore.Current] { presently[period] ?? [] }

  /// Those of them that count beside the report.
  func others(_ period: Period) -> [AcceptanceStore.Current] { byPeriod[period] ?? [] }

  /// Those of them that speak of a platform and country that the report speaks of.
  func companions(_ period: Period) -> [AcceptanceStore.Current] {
    guard let places = spoken[period] else { return [] }
    return others(period).filter { other in
      var theirs = ReportedPlaces()
      theirs.add(platform: other.platform, countries: other.countries)
      return other.countries.contains { places.covers(platform: other.platform, country: $0) }
        || scopes.contains { scope in
          scope.period == period && scope.platform == other.platform
            && scope.countries.contains { theirs.covers(platform: scope.platform, country: $0) }
        }
    }
  }

  /// The reports that add up with it in any month, in order.
  var reports: [Int32] { Set(spoken.keys.flatMap { companions($0).map(\.report) }).sorted() }
}
