import Contracts
import Earnings
import Money
import Plays
import Rates
import Seeded
import Testing

/// Rows of reports of a recording on two releases, reckoned by hand: day by day, row by row.
@Suite("Reports of a recording on several releases")
struct ReleasesModelTests {
  private static let october = Period("2026-10")!
  private static let isrc = ISRC("QZTST2600001")!
  private static let single = GTIN("011000000075")!
  private static let compilation = GTIN("011000003076")!
  private static let elsewhere = GTIN("011000002079")!
  private static let one: Int128 = 1_000_000_000_000

  /// A contract of a label, for some days of the month.
  private struct Terms {
    let id: String
    let label: String
    let days: ClosedRange<Int>
    let fee: Int128
  }

  private struct Played {
    /// 0 for plays that name no release.
    let release: Int32
    let day: Int
    let market: Int32
    let plays: Int64
  }

  private struct Row {
    let barcode: GTIN?
    let market: Int32
    let units: Int64
    let amount: Int128
  }

  private struct Key: Hashable {
    let track: Int32
    let contract: String
    let market: Int32
  }

  private struct Figures: Equatable {
    var units: Int64 = 0
    var gross: Int128 = 0
    var fee: Int128 = 0
    var share: Int128 = 0
  }

  /// The single is l-1's; the compilation l-2's, and from a day on l-3's.
  private struct Month {
    let sold: Int
    let terms: [Terms]
    let played: [Played]
    let rows: [Row]

    init(_ random: inout Seeded) {
      func day() -> Int { Int.random(in: 2...31, using: &random) }
      func fee() -> Int128 { Int128.random(in: 0...100 * one, using: &random) }
      sold = day()
      let changes = ["l-1", "l-2", "l-3"].map { (label: $0, day: day()) }
      terms = changes.flatMap { label, day in
        [
          Terms(id: "C-\(label)-2", label: label, days: 1...(day - 1), fee: fee()),
          Terms(id: "C-\(label)-1", label: label, days: day...31, fee: fee()),
        ]
      }
      played = (0..<Int.random(in: 0...8, using: &random)).map { _ in
        Played(
          release: .random(in: 0...2, using: &random), day: .random(in: 1...31, using: &random),
          market: .random(in: 1...2, using: &random), plays: .random(in: 1...999, using: &random))
      }
      rows = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        Row(
          barcode: [nil, single, compilation, elsewhere].randomElement(using: &random)!,
          market: .random(in: 1...2, using: &random), units: .random(in: 1...9_999, using: &random),
          amount: Int128.random(in: -50 * one...50_000 * one, using: &random))
      }
    }

    // MARK: The reckoning

    private static func divided(_ whole: Int128, by weights: [Int128]) -> [Int128] {
      let (magnitude, total) = (whole < 0 ? -whole : whole, weights.reduce(0, +))
      var parts = weights.map { magnitude * $0 / total }
      let rests = weights.map { magnitude * $0 % total }
      let order = weights.indices.sorted { rests[$0] == rests[$1] ? $0 < $1 : rests[$0] > rests[$1] }
      for index in order.prefix(Int(magnitude - parts.reduce(0, +))) { parts[index] += 1 }
      return parts.map { whole < 0 ? -$0 : $0 }
    }

    /// Track and contract of a row's release on a day. Tracks: 1 of plays and rows without a release, 2 the single, 3 and 4 the
    /// compilation by its labels.
    private func place(_ barcode: GTIN?, _ day: Int) -> (track: Int32, contract: String) {
      let label = barcode == compilation ? (day < sold ? "l-2" : "l-3") : "l-1"
      let track: Int32 = barcode == compilation ? (day < sold ? 3 : 4) : barcode == single ? 2 : 1
      return (track, terms.first { $0.label == label && $0.days.contains(day) }!.id)
    }

    func lines() -> [Key: Figures] {
      var lines: [Key: Figures] = [:]
      for market in Int32(1)...2 {
        for barcode in [nil, single, compilation] {
          let rows = rows.filter {
            $0.market == market && ($0.barcode == elsewhere ? nil : $0.barcode) == barcode
          }
          guard !rows.isEmpty else { continue }
          var weights: [(track: Int32, contract: String, plays: Int128)] = []
          for played in played where played.market == market {
            let place = place(barcode, played.day)
            if let index = weights.firstIndex(where: { $0.track == place.track && $0.contract == place.contract }) {
              weights[index].plays += Int128(played.plays)
            } else {
              weights.append((place.track, place.contract, Int128(played.plays)))
            }
          }
          if weights.isEmpty {
            let place = place(barcode, 31)
            weights = [(place.track, place.contract, 1)]
          }
          weights.sort { ($0.contract, $0.track) < ($1.contract, $1.track) }
          let gross = Self.divided(rows.reduce(0) { $0 + $1.amount }, by: weights.map(\.plays))
          let units = Self.divided(rows.reduce(0) { $0 + Int128($1.units) }, by: weights.map(\.plays))
          for (index, weight) in weights.enumerated() {
            let magnitude = gross[index].magnitude * terms.first { $0.id == weight.contract }!.fee.magnitude
            let (below, rest) = magnitude.quotientAndRemainder(dividingBy: UInt128(100 * one))
            let half = UInt128(50 * one)
            let fee = Int128(rest > half || rest == half && below % 2 == 1 ? below + 1 : below)
            let signed = gross[index] < 0 ? -fee : fee
            lines[Key(track: weight.track, contract: weight.contract, market: market)] = Figures(
              units: Int64(units[index]), gross: gross[index], fee: signed, share: gross[index] - signed)
          }
        }
      }
      return lines.filter { $0.value != Figures() }
    }

    // MARK: The same for the derivation

    func derived(divided division: Derivation.Division = .byRelease) -> [Key: Figures] {
      let markets: [Market?] = [
        nil, Market(platform: "spotify", country: Country("US")!, tier: "premium"),
        Market(platform: "spotify", country: Country("DE")!, tier: "premium"),
      ]
      func day(_ day: Int) -> Day { Day("2026-10-01")!.advanced(by: day - 1) }
      let book = ContractBook(
        terms.enumerated().map { index, terms in
          ContractBook.Numbered(
            number: Int32(index + 1),
            contract: Contract(
              id: terms.id, currency: Currency("USD")!, effectiveFrom: day(terms.days.lowerBound),
              effectiveTo: day(terms.days.upperBound), covers: .label(terms.label), feePercent: Amount(pico: terms.fee),
              shares: [.init(payee: "p", percent: Amount(pico: 100 * one))]))
        })
      var reports = ReportBook()
      reports.add(
        platform: "spotify", countries: [Country("US")!, Country("DE")!],
        lines: rows.map {
          ReportBook.ReportedLine(
            isrc: isrc, release: $0.barcode, market: $0.market, hasTier: true, currency: Currency("USD")!,
            units: $0.units, amount: Amount(pico: $0.amount))
        })
      let derivation = Derivation(
        period: october, markets: markets, rates: RateBook([RateTable]()), fx: FXBook([FXRate]()), contracts: book,
        reports: reports)
      func track(_ number: Int32, _ release: Int32, _ label: String, _ from: Int?, _ until: Int?)
        -> Derivation.OtherTime
      {
        let own = played.filter { $0.release == release && $0.day >= from ?? 1 && $0.day < until ?? 32 }
        let cells = own.map { Derivation.Cell(day: day($0.day).number, market: $0.market, plays: $0.plays) }
        return Derivation.OtherTime(
          track: PlayedTrack(
            number: number, isrc: isrc, album: release == 2 ? compilation : single, artist: "a", artistNumber: 1,
            label: label, from: from.map(day), until: until.map(day), release: release),
          cells: cells)
      }
      let times = [
        track(1, 0, "l-1", nil, nil), track(2, 1, "l-1", nil, nil), track(3, 2, "l-2", nil, sold),
        track(4, 2, "l-3", sold, nil),
      ]
      var lines: [Key: Figures] = [:]
      for index in times.indices {
        var others = times
        let own = others.remove(at: index)
        let estimated = Derivation(
          period: october, markets: markets, rates: RateBook([RateTable]()), fx: FXBook([FXRate]()), contracts: book,
          reports: ReportBook()
        ).lines(of: own.track, own.cells)
        let found = derivation.lines(
          of: own.track, own.cells, estimated: estimated, beside: others, divided: division)
        if case .byRelease = division {
          #expect(found == derivation.lines(of: own.track, own.cells, beside: others))
        }
        for line in found {
          lines[
            Key(track: own.track.number, contract: book[line.key.contract]!.id, market: line.key.market)] = Figures(
              units: line.figures.plays, gross: line.figures.gross.pico, fee: line.figures.fee.pico,
              share: line.figures.shares[0].pico)
        }
      }
      return lines
    }
  }

  @Test("Each row goes to the contracts of its release, in proportion to all plays of the recording by their days")
  func lines() {
    var random = Seeded(seed: 44)
    var (several, without) = (0, 0)
    for _ in 0..<2_000 {
      let month = Month(&random)
      let found = month.derived()
      #expect(found == month.lines())
      #expect(found.values.reduce(0) { $0 + $1.gross } == month.rows.reduce(0) { $0 + $1.amount })
      several += found.count > month.rows.count ? 1 : 0
      without += month.played.isEmpty ? 1 : 0
    }
    #expect(several > 200 && without > 50)
  }

  @Test("Against the plays all rows of the recording stand together, divided as the plays were, on whichever release")
  func together() {
    var random = Seeded(seed: 45)
    for _ in 0..<500 {
      let month = Month(&random)
      let found = month.derived(divided: .byRecording)
      #expect(found.values.reduce(0) { $0 + $1.gross } == month.rows.reduce(0) { $0 + $1.amount })
      #expect(found.values.reduce(0) { $0 + $1.units } == month.rows.reduce(0) { $0 + $1.units })
      for market in Int32(1)...2 {
        let tracks = Set(found.keys.filter { $0.market == market }.map(\.track))
        let played = month.played.filter { $0.market == market }
        // None without plays of its own; where there are none at all, what names no release.
        #expect(
          played.isEmpty
            ? tracks.isSubset(of: [1])
            : tracks.isSubset(
              of: Set(played.map { $0.release < 2 ? $0.release + 1 : $0.day < month.sold ? 3 : 4 })))
      }
    }
  }
}
