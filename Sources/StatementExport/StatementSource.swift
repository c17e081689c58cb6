import Contracts
import Ledger
import Money
import Plays
import Posting
import Postgres
import Statements
import Store

/// Reads a statement from the books: of a closed period as it was settled, of an open one as it would be.
///
/// Everything is read from one snapshot of the caller's. The detail is read as often as it is written.
public struct StatementSource {
  let db: Connection
  public let payee: String
  public let period: Period
  public let currency: Currency
  /// The statement whose names are used, once it is issued.
  let issued: StatementStore.Issued?
  private let revision: Int
  private let parts: [StatementLineStore.Part]
  private let contracts: ContractBook
  private let settlement: Settlement
  /// The newest that the period was posted by.
  private let versions: Versions

  /// - Throws: `Transaction.Refusal` where the payee has nothing in the period and currency.
  ///
  /// - Parameters:
  ///   - issued: the statement on record, whose revision and names are used.
  ///   - revision: of one that is about to be issued.
  public init(
    _ db: Connection, payee: String, _ period: Period, _ currency: Currency, issued: StatementStore.Issued? = nil,
    revision: Int = 0
  ) throws {
    self.db = db
    self.payee = payee
    self.period = period
    self.currency = currency
    self.issued = issued
    self.revision = issued?.revision ?? revision
    let place = SettlementStore.Place(payee: payee, currency: currency)
    versions = try StatementLineStore(db).versions(period)
    let isClosed = try PeriodStore(db).lastSettled().map { period <= $0 } ?? false
    let found =
      isClosed
      ? try SettlementStore(db).settled(period, place) : try PayeeBalances(db).settlements(period, payee: payee)[place]
    guard let found else {
      throw Transaction.Refusal("\(payee) has nothing in \(currency) in \(period): there is no statement")
    }
    settlement = found
    contracts = try ContractStore(db).book()
    parts = try Self.parts(db, payee, period, currency, contracts)
  }

  /// The statement of a payee as it is known: the one on record where one was issued, else a draft.
  public static func current(
    _ db: Connection, payee: String, _ period: Period, _ currency: Currency
  ) throws -> StatementSource {
    try StatementSource(
      db, payee: payee, period, currency, issued: StatementStore(db).last(payee, period, currency))
  }

  /// What it is called: `2026-10/art-000/USD`.
  public var number: String { StatementStore.Issued.number(period, payee, currency) }

  /// The statement, without its detail.
  public func statement() throws -> Statement {
    let selection = try selection()
    var tables = LineTables(currency: currency, period: period, selection)
    if let selection { try StatementLineStore(db).forEach(selection) { tables.add($0) } }
    return try statement(tables)
  }

  /// The statement. Its detail is handed over row by row while it is read, in order, once, on a thread of its own.
  ///
  /// - Parameter ready: makes cells that many rows share ready for writing, on that thread.
  func statement<Ready>(
    ready: @escaping ([Table.Cell], [Table.Column]) -> Ready, detail: @escaping (DetailRow<Ready>) throws -> Void
  ) throws -> Statement {
    let selection = try selection()
    var tables = LineTables(currency: currency, period: period, selection)
    if let selection {
      var ids: [Int32: String] = [:]
      for part in parts { ids[part.contract] = contracts[part.contract]?.id }
      var rows = DetailRows(selection, contracts: ids, ready)
      let relay = Relay { line in try detail(rows.row(line)) }
      do {
        try StatementLineStore(db).forEach(selection) { line in
          tables.add(line)
          if !line.isGone { try relay.send(line) }
        }
      } catch {
        try? relay.finish()
        throw error
      }
      try relay.finish()
    }
    return try statement(tables)
  }

  private func statement(_ tables: LineTables) throws -> Statement {
    let status: Statement.Status =
      issued.map { $0.isSuperseded ? .superseded : .issued } ?? .draft
    let name = try issued.flatMap { try StatementStore(db).payeeName($0.id) } ?? PartyStore(db).name(payee) ?? payee
    let books = StatementBooks(db: db, payee: payee, period: period, currency: currency, settlement: settlement)
    return Statement(
      heading: Statement.Heading(
        number: number, revision: revision, status: status,
        payee: payee, name: name, period: period, currency: currency),
      figures: settlement.figures(
        gross: tables.gross, fee: tables.fee, late: tables.lateRoyalties.values.reduce(.zero, +)),
      tables: [
        try books.account(), tables.platforms, tables.territories, tables.releases, tables.tracks,
        try books.recoupment(), books.reserves(), try books.adjustments(tables.lateRoyalties),
        tables.fx(try FXStore(db).book(asOf: versions.fx)),
        tables.terms(contracts, usedBy: parts, settlement.terms),
      ])
  }

  /// What the statement calls its payee and the tracks, artists and releases of its lines.
  func names() throws -> [(kind: String, id: String, name: String)] {
    var names: [String: (kind: String, id: String, name: String)] = [:]
    func keep(_ kind: String, _ id: String, _ name: String) { names["\(kind) \(id)"] = (kind, id, name) }
    keep("payee", payee, try PartyStore(db).name(payee) ?? payee)
    if let selection = try selection() {
      for track in selection.allTracks {
        keep("track", track.isrc, track.title)
        keep("upc", track.isrc, track.upc)
        keep("release", track.upc, track.release)
      }
      for artist in selection.allArtists { keep("artist", artist.id, artist.name) }
    }
    return names.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The lines; `nil` where there are none.
  private func selection() throws -> StatementLineStore.Selection? {
    if parts.isEmpty { return nil }
    return try StatementLineStore(db).select(period, parts, currency, names: issued?.id)
  }

  /// Where the payee stands in the contracts that lines of the period were posted under.
  private static func parts(
    _ db: Connection, _ payee: String, _ period: Period, _ currency: Currency, _ book: ContractBook
  ) throws -> [StatementLineStore.Part] {
    let store = StatementLineStore(db)
    let artist = try store.artistNumber(payee)
    let named = book.numbers { contract in contract.shares.contains { $0.payee == payee } }
    let pairs = try store.pairs(period, contracts: named, artist: artist)
    let ids = try FactStore(db).artists(Set(pairs.map(\.artist)))
    return pairs.compactMap { pair in
      guard pair.contract == 0 || book[pair.contract]?.currency == currency else { return nil }
      let split = book.split(pair.contract, artist: ids[pair.artist] ?? "")
      guard let place = split.payees.firstIndex(of: payee) else { return nil }
      return StatementLineStore.Part(
        contract: pair.contract, artist: pair.artist, place: Int32(place + 1), percent: split.percents[place])
    }.sorted { ($0.contract, $0.artist) < ($1.contract, $1.artist) }
  }
}
