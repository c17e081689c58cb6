import Contracts
import Earnings
import Ledger
import Money
import Plays
import Rates

/// Books in memory, kept by the product's pure parts alone: derivation, differences, transactions, calendar, chain.
struct MemoryBooks {
  struct Posted {
    let link: ChainLink
    let transaction: Transaction
    let lines: [(track: Int32, line: Line)]
  }

  /// Who keeps them.
  static let keeper = Actor.user("keeper")

  private(set) var facts = ModelFacts()
  private(set) var posted: [Posted] = []
  private(set) var lastClosed: Period?
  private(set) var today = Day(number: Int32(ChangeGenerator.firstDay + 15))
  private var contracts: [ContractBook.Numbered] = []
  private var markets: [Market] = []
  private var watermarks: [Period: (versions: Versions, postedOn: Day)] = [:]
  private var moved: Set<Int32> = []

  /// - Returns: the transactions that it posted.
  mutating func apply(_ change: Change) throws -> [Posted] {
    switch change {
    case .plays(let plays): facts.plays += plays
    case .rates(let table): facts.rateTables.append(table)
    case .fx(let rate): facts.fx.append(rate)
    case .contract(let contract):
      facts.contracts.append(contract)
      contracts.append(ContractBook.Numbered(number: Int32(contracts.count + 1), contract: Self.contract(contract)))
    case .report(let report): facts.reports.append(report)
    case .advance, .payment, .adjustment: break
    case .track(let track):
      if facts.track(track.isrc) != nil { moved.insert(Self.number(track.isrc)) }
      facts.tracks.append(track)
    case .days(let days): today = today.advanced(by: days)
    case .close:
      let next = lastClosed?.next ?? Period(ChangeGenerator.periods[0])!
      if next.last < today { lastClosed = next }
    case .reopen:
      // The first month of the books has none before it that is closed.
      lastClosed = lastClosed.flatMap { "\($0)" == ChangeGenerator.periods[0] ? nil : $0.advanced(by: -1) }
    case .reverse(let pick): return try reverse(pick)
    case .post(let period): return try post(period.map { Period($0)! })
    }
    return []
  }

  private var calendar: AccountingCalendar { AccountingCalendar(lastClosed: lastClosed, today: today) }

  private var newest: Versions {
    Versions(
      rates: Int32(facts.rateTables.count), fx: Int32(facts.fx.count), contracts: Int32(contracts.count),
      reports: Int32(facts.reports.count))
  }

  // MARK: Posting

  private mutating func post(_ only: Period?) throws -> [Posted] {
    var added: [Posted] = []
    for period in ChangeGenerator.periods.map({ Period($0)! }) where only == nil || only == period {
      for (cause, versions, lines) in try differences(period) {
        var (sums, digest) = (RoyaltySums(), LinesDigest())
        for (track, line) in lines {
          sums.add(line, of: track, platform: markets[Int(line.key.market)].platform)
          digest.add(line, of: track, in: period)
        }
        let transaction = try Transaction(
          kind: .royalties, accountingDate: calendar.date(for: period), earningPeriod: period,
          reference: "royalties:\(period):\(cause):\(posted.count)", cause: cause, versions: versions,
          entries: sums.entries(ContractBook(contracts), artist: Self.artist), evidence: digest.evidence())
        append(transaction, lines)
        added.append(posted.last!)
      }
      watermarks[period] = (newest, today)
    }
    if only == nil { moved = [] }
    return added
  }

  private mutating func differences(
    _ period: Period
  ) throws -> [(cause: Cause, versions: Versions, lines: [(track: Int32, line: Line)])] {
    for play in facts.plays { _ = market(play.platform, play.country, play.tier) }
    for report in facts.reports { for line in report.lines { _ = market(report.platform, line.country, line.tier) } }
    let watermark = watermarks[period]
    let late = watermark.map { $0.postedOn > period.last } ?? false
    var versions = watermark?.versions ?? newest
    var steps = [CausedDifferences.Step(cause: late ? .latePlays : .accrual, derivation: derivation(period, versions))]
    for (cause, path) in [
      (Cause.rate, \Versions.rates), (.contract, \.contracts), (.fx, \.fx), (.report, \.reports),
    ] as [(Cause, WritableKeyPath<Versions, Int32>)] where versions[keyPath: path] != newest[keyPath: path] {
      versions[keyPath: path] = newest[keyPath: path]
      steps.append(CausedDifferences.Step(cause: cause, derivation: derivation(period, versions)))
    }
    var byCause: [Cause: [(track: Int32, line: Line)]] = [:]
    let notOurs = Difference.lines(
      derived: derivation(period, newest).linesNotOurs { facts.track("\($0)") != nil },
      posted: postedLines(0, period))
    if !notOurs.isEmpty { byCause[.report] = notOurs.map { (0, $0) } }
    let caused = CausedDifferences(steps)
    for isrc in ChangeGenerator.isrcs {
      guard let track = track(isrc) else { continue }
      let cells = facts.plays.filter { $0.isrc == isrc && Day(number: Int32($0.day)).period == period }
        .map {
          Derivation.Cell(day: Int32($0.day), market: market($0.platform, $0.country, $0.tier), plays: Int64($0.plays))
        }
      let changes = caused.differences(
        of: track, cells, posted: postedLines(track.number, period), isByCatalog: moved.contains(track.number))
      for change in changes { byCause[change.cause, default: []] += change.lines.map { (track.number, $0) } }
    }
    return Cause.allCases.compactMap { cause in byCause[cause].map { (cause, newest, $0) } }
  }

  private func derivation(_ period: Period, _ versions: Versions) -> Derivation {
    var reports = ReportBook()
    for report in facts.reports.prefix(Int(versions.reports)) where report.period == "\(period)" {
      reports.add(
        platform: report.platform,
        countries: (report.countries + report.lines.map(\.country)).map { Country($0)! },
        lines: report.lines.map { line in
          ReportBook.ReportedLine(
            isrc: ISRC(line.isrc)!,
            market: Int32(markets.firstIndex(of: Self.market(report.platform, line.country, line.tier))!),
            hasTier: true, currency: Currency(line.currency)!, units: Int64(line.units),
            amount: Amount(pico: line.amount))
        })
    }
    return Derivation(
      period: period, markets: markets,
      rates: RateBook(facts.rateTables.prefix(Int(versions.rates)).map(Self.table)),
      fx: FXBook(
        facts.fx.prefix(Int(versions.fx)).map {
          FXRate(
            period: Period($0.period)!, from: Currency($0.from)!, to: Currency($0.to)!, rate: Rate(pico: $0.rate))
        }),
      contracts: ContractBook(contracts, asOf: versions.contracts), reports: reports)
  }

  private func postedLines(_ track: Int32, _ period: Period) -> [Line.Key: Line.Figures] {
    var sums: [Line.Key: Line.Figures] = [:]
    for posted in posted where posted.transaction.earningPeriod == period {
      for (number, line) in posted.lines where number == track {
        sums[line.key, default: Line.Figures()] += line.figures
      }
    }
    return sums
  }

  private mutating func reverse(_ pick: Int) throws -> [Posted] {
    let reversed = Set(posted.compactMap(\.transaction.reverses))
    let candidates = posted.filter { $0.transaction.reverses == nil && !reversed.contains($0.link.number) }
    guard !candidates.isEmpty else { return [] }
    let original = candidates[pick % candidates.count]
    let transaction = original.transaction
    append(
      try Transaction(
        kind: transaction.kind, accountingDate: calendar.date(of: transaction.accountingDate),
        earningPeriod: transaction.earningPeriod,
        reference: "reversal:\(original.link.number)", cause: transaction.cause, reason: "test",
        reverses: original.link.number,
        entries: transaction.entries.map { Entry($0.account, $0.currency, -$0.amount) }),
      original.lines.map { ($0.track, Line(key: $0.line.key, figures: -$0.line.figures)) })
    return [posted.last!]
  }

  private mutating func append(_ transaction: Transaction, _ lines: [(track: Int32, line: Line)]) {
    let link = (posted.last?.link ?? .first).next(
      transaction, recordedAt: Int64(posted.count), by: Self.keeper)
    posted.append(Posted(link: link, transaction: transaction, lines: lines))
  }

  // MARK: The product's types from the model's

  private mutating func market(_ platform: String, _ country: String, _ tier: String) -> Int32 {
    let market = Self.market(platform, country, tier)
    if let index = markets.firstIndex(of: market) { return Int32(index) }
    markets.append(market)
    return Int32(markets.count - 1)
  }

  private func track(_ isrc: String) -> PlayedTrack? {
    facts.track(isrc).map {
      PlayedTrack(
        number: Self.number(isrc), isrc: ISRC(isrc)!, album: GTIN($0.album)!, artist: $0.artist,
        artistNumber: $0.artist == "art-a" ? 1 : 2, label: $0.label)
    }
  }

  private static func number(_ isrc: String) -> Int32 { Int32(ChangeGenerator.isrcs.firstIndex(of: isrc)! + 1) }

  static func artist(_ number: Int32) -> String { number == 1 ? "art-a" : "art-b" }

  static func market(_ platform: String, _ country: String, _ tier: String) -> Market {
    Market(platform: platform, country: Country(country)!, tier: tier)
  }

  static func table(_ table: ModelRateTable) -> RateTable {
    RateTable(
      platform: table.platform, effective: Day(number: Int32(table.effective)), version: table.version,
      quotes: Dictionary(
        uniqueKeysWithValues: table.rows.map {
          (
            RateTable.Scope(country: $0.country.map { Country($0)! }, tier: $0.tier),
            RateTable.Quote(currency: Currency($0.currency)!, rate: Rate(pico: $0.rate))
          )
        }))
  }

  static func contract(_ contract: ModelContract) -> Contract {
    let scope: Contract.Scope =
      switch contract.scopeKind {
      case "track": .track(ISRC(contract.scopeID)!)
      case "album": .album(GTIN(contract.scopeID)!)
      case "artist": .artist(contract.scopeID)
      default: .label(contract.scopeID)
      }
    return Contract(
      id: contract.id, currency: Currency(contract.currency)!,
      effectiveFrom: Day(number: Int32(contract.effectiveFrom)),
      effectiveTo: contract.effectiveTo.map { Day(number: Int32($0)) }, covers: scope,
      feePercent: Amount(pico: contract.feePercent),
      shares: contract.shares.map { Contract.Share(payee: $0.payee, percent: Amount(pico: $0.percent)) })
  }
}
