import Plays

/// Markets in which the estimates of a recording have given way to reports.
///
/// A report is complete for the recordings of its account, or for all where it has none or the recording has none. A late line
/// speaks for itself alone.
package struct ReportCoverage: Sendable {
  /// That of recordings of an account, or of none.
  private struct Complete: Sendable {
    let places: ReportedPlaces
    /// By the number of the market.
    let isReported: [Bool]

    init(_ places: ReportedPlaces, _ markets: [Market?]) {
      self.places = places
      isReported = markets.map { $0.map(places.covers) ?? false }
    }
  }

  private let reports: ReportBook
  private let markets: [Market?]
  private let withoutAccount: Complete
  /// Of recordings whose account no report is of.
  private let ofOthers: Complete
  private let byAccount: [String: Complete]

  /// - Parameter markets: by number; every market that plays or reports name.
  package init(_ reports: ReportBook, _ markets: [Market?]) {
    self.reports = reports
    self.markets = markets
    withoutAccount = Complete(reports.places(of: nil), markets)
    let accounts = reports.accounts
    ofOthers = accounts.isEmpty ? withoutAccount : Complete(reports.places(of: ""), markets)
    byAccount = Dictionary(uniqueKeysWithValues: accounts.map { ($0, Complete(reports.places(of: $0), markets)) })
  }

  /// Markets of one track that reports cover.
  package struct OfTrack {
    fileprivate let complete: [Bool]
    fileprivate let places: ReportedPlaces
    private let late: Set<ReportBook.LatePlace>
    private let markets: [Market?]

    fileprivate init(complete: [Bool], places: ReportedPlaces, late: Set<ReportBook.LatePlace>, _ markets: [Market?]) {
      self.complete = complete
      self.late = late
      self.markets = markets
      var places = places
      for place in late {
        guard let market = markets[Int(place.market)] else { continue }
        places.add(platform: market.platform, countries: [market.country])
      }
      self.places = places
    }

    /// True if the estimate in a market has given way.
    @inline(__always)
    package func isReported(_ market: Int32) -> Bool {
      complete[Int(market)] || !late.isEmpty && isLate(market)
    }

    private func isLate(_ market: Int32) -> Bool {
      guard let ours = markets[Int(market)] else { return false }
      return late.contains { speaks($0.market, hasTier: $0.hasTier, of: ours) }
    }

    /// True if a reported line speaks of the plays in a market of ours.
    func speaks(_ line: ReportBook.ReportedLine, of market: Int32) -> Bool {
      markets[Int(market)].map { speaks(line.market, hasTier: line.hasTier, of: $0) } ?? false
    }

    private func speaks(_ market: Int32, hasTier: Bool, of ours: Market) -> Bool {
      guard let theirs = markets[Int(market)] else { return false }
      return ours.platform == theirs.platform && places.country(of: ours) == theirs.country
        && (!hasTier || ours.tier == theirs.tier)
    }
  }

  package func of(_ track: PlayedTrack) -> OfTrack {
    let complete = track.account.map { byAccount[$0] ?? ofOthers } ?? withoutAccount
    return OfTrack(
      complete: complete.isReported, places: complete.places, late: reports.latePlaces(of: track.isrc), markets)
  }
}
