import Contracts
import Earnings
import Money
import Plays
import Rates
import Statements
import Store

/// The sheets that add lines up: by platform, territory, release and track, and by currency. Bounded by the catalog.
struct LineTables {
  /// Sum of the lines of one key.
  private struct Sum {
    var labels: [String] = []
    var units: Int64 = 0
    var gross = Amount.zero
    var fee = Amount.zero
    var royalty = Amount.zero
    var estimated = Amount.zero
    var reported = Amount.zero
    var trueUp = Amount.zero

    mutating func add(_ line: StatementLineStore.Line) {
      units += line.plays
      gross += line.converted
      fee += line.fee
      royalty += line.royalty
      if line.basis == .estimated { estimated += line.royalty } else { reported += line.royalty }
      trueUp += line.trueUp
    }

    mutating func add(_ other: Sum) {
      units += other.units
      gross += other.gross
      fee += other.fee
      royalty += other.royalty
      estimated += other.estimated
      reported += other.reported
      trueUp += other.trueUp
    }
  }

  private struct Place: Hashable {
    let period: Period
    let market: Int32
  }

  private struct Pair: Hashable {
    let period: Period
    let from: Currency
  }

  /// A track, and whose it was when its line was posted.
  private struct TrackArtist: Hashable {
    let track, artist: Int32
  }

  private let kind: Statement.Kind
  private let currency: Currency
  private let period: Period
  private let names: StatementLineStore.Selection?
  private var byMarket: [Int32: Sum] = [:]
  private var byTrack: [TrackArtist: Sum] = [:]
  private var conversions: [Pair: (gross: Amount, waiting: Amount, converted: Amount)] = [:]
  private var beside: [Place: Sum] = [:]
  /// Gross of the period's own plays.
  private(set) var gross = Amount.zero
  private(set) var fee = Amount.zero
  /// The payee's, or the label's.
  private(set) var royalties = Amount.zero
  /// Royalties of earlier months that were posted in the period.
  private(set) var lateRoyalties: [Period: Amount] = [:]
  /// Net of the same lines, which is shared out.
  private(set) var lateNet = Amount.zero

  /// - Parameter names: of what the lines have numbers for; `nil` where there are no lines.
  init(_ kind: Statement.Kind, currency: Currency, period: Period, _ names: StatementLineStore.Selection?) {
    self.kind = kind
    self.currency = currency
    self.period = period
    self.names = names
  }

  mutating func add(_ line: StatementLineStore.Line) {
    var pair = conversions[Pair(period: line.earningPeriod, from: line.currency)] ?? (.zero, .zero, .zero)
    pair = (pair.gross + line.gross, pair.waiting + line.waiting, pair.converted + line.converted)
    conversions[Pair(period: line.earningPeriod, from: line.currency)] = pair
    if line.basis == .adjustment {
      beside[Place(period: line.earningPeriod, market: line.market), default: Sum()].add(line)
    }
    guard line.earningPeriod == period else {
      lateRoyalties[line.earningPeriod, default: .zero] += line.royalty
      lateNet += line.converted - line.fee
      return
    }
    royalties += line.royalty
    gross += line.converted
    fee += line.fee
    byMarket[line.market, default: Sum()].add(line)
    byTrack[TrackArtist(track: line.track, artist: line.artist), default: Sum()].add(line)
  }

  var platforms: Table { table("platforms", markets { $0.platform }) }

  var territories: Table { table("territories", markets { $0.country.description }) }

  var releases: Table { table("releases", tracks(by: \.upc) { track, _ in [track.upc, track.release] }) }

  var tracks: Table { table("tracks", tracks(by: \.isrc) { [$0.isrc, $0.title, $1, $0.upc] }) }

  var artists: Table {
    var sums: [String: Sum] = [:]
    for (place, sum) in byTrack {
      let artist = names!.artist(place.artist)
      sums[artist.id, default: Sum(labels: [artist.id, artist.name])].add(sum)
    }
    return table("artists", sums)
  }

  private func markets(_ label: (Market) -> String) -> [String: Sum] {
    var sums: [String: Sum] = [:]
    for (market, sum) in byMarket {
      let label = label(names!.market(market))
      sums[label, default: Sum(labels: [label])].add(sum)
    }
    return sums
  }

  private func tracks(
    by key: KeyPath<StatementLineStore.Track, String>, _ labels: (StatementLineStore.Track, String) -> [String]
  ) -> [String: Sum] {
    var sums: [String: Sum] = [:]
    // In order, so that of a track that changed hands the same artist is named every time.
    for (place, sum) in byTrack.sorted(by: { ($0.key.track, $0.key.artist) < ($1.key.track, $1.key.artist) }) {
      let track = names!.track(place.track)
      sums[track[keyPath: key], default: Sum(labels: labels(track, names!.artist(place.artist).name))].add(sum)
    }
    return sums
  }

  private func table(_ key: String, _ sums: [String: Sum]) -> Table {
    // A label looks for whose net is the largest; a payee for the largest royalty.
    func size(_ sum: Sum) -> Amount { kind == .payee ? sum.royalty : sum.gross - sum.fee }
    let sorted = sums.sorted { a, b in
      size(a.value) == size(b.value) ? a.key < b.key : size(a.value) > size(b.value)
    }
    return Table(
      kind, key,
      rows: sorted.map { _, sum in
        sum.labels.map { .text($0) } + [
          .integer(sum.units), .amount(sum.gross), .amount(sum.fee), .amount(sum.gross - sum.fee),
        ] + shares(sum).map { .amount($0) }
      })
  }

  private func shares(_ sum: Sum) -> [Amount] {
    switch kind {
    case .payee: [sum.royalty, sum.estimated, sum.reported, sum.trueUp]
    case .label: [sum.royalty, sum.gross - sum.fee - sum.royalty]
    }
  }

  /// Money beside plays by the month that it is about and the platform; `nil` in a statement without any.
  var besidePlays: Table? {
    guard let names, names.hasAdjustments else { return nil }
    var sums: [Period: [String: Sum]] = [:]
    for (place, sum) in beside {
      sums[place.period, default: [:]][names.market(place.market).platform, default: Sum()].add(sum)
    }
    return Table(
      kind, kind.besidePlays.key,
      rows: sums.sorted { $0.key < $1.key }.flatMap { period, platforms in
        platforms.sorted { $0.key < $1.key }.map { platform, sum in
          [.init(period), .text(platform)]
            + ([sum.gross, sum.fee, sum.gross - sum.fee] + (kind == .payee ? [sum.royalty] : shares(sum))).map {
              .amount($0)
            }
        }
      })
  }

  /// Money by its own currency, the rate it was converted at, and what became of it.
  func fx(_ book: FXBook) -> Table {
    Table(
      kind, "fx",
      rows: conversions.sorted { ($0.key.period, $0.key.from) < ($1.key.period, $1.key.from) }.map { pair, sums in
        let rate = book.rate(pair.period, from: pair.from, to: currency)
        return [
          .init(pair.period), .text(pair.from.code), .amount(sums.gross), .amount(sums.waiting),
          rate.map { .amount(Amount(pico: $0.pico)) } ?? .none, .amount(sums.converted),
        ]
      })
  }

  /// The contracts that lines were posted under, with the payee's or the label's share; and the payee's own terms.
  func terms(_ contracts: ContractBook, usedBy parts: [StatementLineStore.Part], _ payee: Settlement.Terms?) -> Table {
    var rows: [[Table.Cell]] = []
    var seen: Set<String> = []
    for part in parts where seen.insert("\(part.contract) \(part.percent)").inserted {
      let contract = contracts[part.contract]
      rows.append([
        .text("contract"), .text(contract?.id ?? "none"),
        .text(contract.map(Self.scope) ?? "tracks without a contract"),
        .init(contract.map { "\($0.effectiveFrom)" }), .init(contract?.effectiveTo.map { "\($0)" }),
        .amount(contract?.feePercent ?? .zero), .amount(part.percent),
      ])
    }
    func own(_ what: String, _ percent: Amount) -> [Table.Cell] {
      [.text("payee"), .none, .text(what), .none, .none, .none, .amount(percent)]
    }
    if let payee {
      rows.append(own("minimum payout \(payee.minimumPayout) \(currency)", .zero))
      let parts = payee.reserveReleaseParts == 1 ? "" : ", released in \(payee.reserveReleaseParts) parts"
      rows.append(own("reserve held, for \(payee.reserveReleaseAfter) months\(parts)", payee.reservePercent))
      let each = payee.earlierPercents.isEmpty ? "" : ", of earlier months by their own percent"
      let rate = payee.rate(in: period)
      rows.append(own("withholding of the calendar year's net\(each)", rate.others))
      for (country, percent) in rate.named.sorted(by: { $0.key < $1.key }) {
        rows.append(own("withholding of sales in \(country)", percent))
      }
    }
    switch payee?.basis {
    case .reported: rows.append(own("paid on what platforms have reported", .zero))
    case .received: rows.append(own("paid on what platforms have paid", .zero))
    case .estimated, nil: break
    }
    return Table(kind, "terms", rows: rows)
  }

  private static func scope(_ contract: Contract) -> String {
    contract.feeOnAdjustments ? covered(contract) : "\(covered(contract)); no fee on money beside plays"
  }

  private static func covered(_ contract: Contract) -> String {
    switch contract.covers {
    // Contracts keep barcodes padded; people know them as they are printed.
    case .album(let gtin): "album \(gtin.padded.hasPrefix("00") ? String(gtin.padded.dropFirst(2)) : gtin.padded)"
    default: "\(contract.covers.parts.kind) \(contract.covers.parts.id)"
    }
  }
}
