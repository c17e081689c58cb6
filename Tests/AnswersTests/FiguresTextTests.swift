import Answers
import Earnings
import Foundation
import Money
import Plays
import Rates
import Schemas
import Seeded
import Store
import Testing

@Suite("Answers that are written by hand, and their freshness that is written in between")
struct FiguresTextTests {
  private static let currencies = ["EUR", "JPY", "KWD", "USD"].map { Currency($0)! }
  private static let period = Period("2026-10")!
  private static let fx = FXBook(
    currencies.dropLast(2).map {
      FXRate(period: period, from: $0, to: Currency("USD")!, rate: try! Rate("1.234567"))
    })

  /// Names with whatever a name may have in it.
  private static func name(_ random: inout Seeded) -> String {
    let scalars = (0..<Int.random(in: 0...12, using: &random)).map { _ in
      let kinds: [ClosedRange<UInt32>] = [0x01...0x7F, 0x20...0x7E, 0x80...0x7FF, 0x2028...0x2029, 0x1F600...0x1F64F]
      return Unicode.Scalar(UInt32.random(in: kinds.randomElement(using: &random)!, using: &random))!
    }
    return String(String.UnicodeScalarView(scalars))
  }

  private static func earnings(_ random: inout Seeded) -> Earnings {
    let gross = currencies.filter { _ in Bool.random(using: &random) }.map { currency in
      let bits = Int.random(in: 0...115, using: &random)
      let pico = Int128(truncatingIfNeeded: UInt128.random(in: 0...(1 << bits), using: &random))
      return (period, currency, Amount(pico: Bool.random(using: &random) ? pico : -pico))
    }
    return Earnings(
      plays: Int64.random(in: 0...(1 << 55), using: &random), unratedPlays: Int64.random(in: 0...9, using: &random),
      gross: gross)
  }

  private static func read(_ random: inout Seeded) -> Priced<[EarningsRow]> {
    let rows = (0..<Int.random(in: 0...9, using: &random)).map { _ in
      EarningsRow(key: name(&random), name: name(&random), earnings: earnings(&random))
    }
    var state = StatusStore.State()
    state.generation = Int64.random(in: 0...(1 << 40), using: &random)
    state.freshness.asOf = Int64.random(in: 0...2_000_000_000_000_000, using: &random)
    state.freshness.completeThrough =
      Bool.random(using: &random) ? nil : Int64.random(in: 0...2_000_000_000_000_000, using: &random)
    state.freshness.lagEvents = Int64.random(in: 0...1_000, using: &random)
    return Priced(rows, rates: RateBook([]), fx: fx, freshness: Freshness(state))
  }

  private static func joined(_ text: FiguresText, _ freshness: Freshness) -> String {
    let freshness = FreshnessText(freshness)
    var bytes: [UInt8] = []
    text.forEachPart(with: freshness) { bytes += $0 }
    #expect(bytes.count <= text.count(with: freshness))
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func check<Asked: RowsQuestion>(
    _ question: Asked, _ query: EarningsQuery, _ read: Priced<[EarningsRow]>
  )
    throws
  {
    let answer = Fresh(try question.figures(query, read), read.freshness)
    let whole = String(decoding: try AnswerJSON.encode(answer), as: UTF8.self)
    #expect(joined(try question.text(query, read), read.freshness) == whole)
    #expect(joined(try FiguresText(answer.first), read.freshness) == whole)
  }

  @Test("Earnings and rankings of any rows are the bytes that the encoder writes")
  func everyAnswer() throws {
    var random = Seeded.printed("figures as text")
    for _ in 0..<300 {
      let read = Self.read(&random)
      var query = EarningsQuery()
      query.from = Bool.random(using: &random) ? Day("2026-10-01") : nil
      query.to = Bool.random(using: &random) ? Day("2026-10-31") : nil
      query.groupBy = Bool.random(using: &random) ? Dimension.allCases.randomElement(using: &random) : nil
      let currency = Bool.random(using: &random) ? Self.currencies.randomElement(using: &random) : nil
      try Self.check(EstimatedEarnings(query, in: currency), query, read)
      let metric = Ranking.Metric.allCases.randomElement(using: &random)
      let limit = Int.random(in: 1...10, using: &random)
      try Self.check(Ranking(by: .track, metric, limit: limit, query, in: currency), query, read)
    }
  }

  /// Figures whose names stand before, between and behind those of freshness, or nowhere.
  private struct Around: Codable {
    var a, b, d, f, h, z: [String: String]?
  }

  @Test("Freshness finds its places among any names, also where there are none")
  func places() throws {
    var random = Seeded.printed("places of freshness")
    for _ in 0..<200 {
      func some() -> [String: String]? {
        Bool.random(using: &random) ? ["z,\"{": Self.name(&random), "lag_events": "["] : nil
      }
      let figures = Around(a: some(), b: some(), d: some(), f: some(), h: some(), z: some())
      let freshness = Self.read(&random).freshness
      let whole = String(decoding: try AnswerJSON.encode(Fresh(figures, freshness)), as: UTF8.self)
      #expect(Self.joined(try FiguresText(figures), freshness) == whole)
    }
  }

  @Test(
    "A ranking has the first of all rows, whatever their order; equals by keys", arguments: UInt64(1)...200)
  func ranking(seed: UInt64) throws {
    var random = Seeded(seed: seed)
    let rows = (0..<Int.random(in: 0...60, using: &random)).map { number in
      EarningsRow(
        key: "\(number)", name: "",
        earnings: Earnings(plays: .random(in: 0...9, using: &random), unratedPlays: 0, gross: []))
    }.shuffled(using: &random)
    let limit = Int.random(in: 1...20, using: &random)
    let read = Priced(rows, rates: RateBook([]), fx: FXBook([]), freshness: Freshness(StatusStore.State()))
    let ranking = Ranking(by: .artist, nil, limit: limit, EarningsQuery(), in: nil)
    let all = rows.sorted { ($1.earnings.plays, $0.key) < ($0.earnings.plays, $1.key) }
    #expect(
      try ranking.figures(EarningsQuery(), read).rows.map(\.second.first.key) == all.prefix(limit).map(\.key))
  }
}
