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
package struct StatementSource {
  let db: Connection
  package let kind: Statement.Kind
  /// The id of the payee, or of the label.
  package let payee: String
  package let period: Period
  package let currency: Currency
  /// The statement whose names are used, once it is issued.
  let issued: StatementStore.Issued?
  let revision: Int
  let parts: [StatementLineStore.Part]
  let basis: PeriodBasis
  /// The payee's settlement; nil in a label's statement.
  private let settlement: Settlement?
  /// In a label's statement its tracks with lines of the period, also those of which it has no money.
  private let ofLabel: Set<Int32>

  var contracts: ContractBook { basis.contracts }

  /// - Throws: `Transaction.Refusal` where the payee has nothing in the period and currency.
  ///
  /// - Parameters:
  ///   - kind: a payee's statement, or that of a label over all its artists.
  ///   - payee: the id of the one or the other.
  ///   - issued: the statement on record, whose revision and names are used.
  ///   - revision: of one that is about to be issued.
  ///   - basis: of the period, where it was read before; `nil` reads it, as does one that no longer holds.
  package init(
    _ db: Connection, _ kind: Statement.Kind = .payee, payee: String, _ period: Period, _ currency: Currency,
    issued: StatementStore.Issued? = nil, revision: Int = 0, basis: PeriodBasis? = nil
  ) throws {
    self.db = db
    self.kind = kind
    self.payee = payee
    self.period = period
    self.currency = currency
    self.issued = issued
    self.revision = issued?.revision ?? revision
    precondition(basis.map { $0.period == period } ?? true, "the basis is of another period")
    if let basis, try basis.holds(db) { self.basis = basis } else { self.basis = try PeriodBasis(db, period) }
    let nothing = Transaction.Refusal("\(payee) has nothing in \(currency) in \(period): there is no statement")
    switch kind {
    case .payee:
      let place = PayeeCurrency(payee: payee, currency: currency)
      let isClosed = try PeriodStore(db).lastSettled().map { period <= $0 } ?? false
      let found =
        isClosed
        ? try SettlementStore(db).settled(period, place, of: self.basis.transactions)
        : try PayeeBalances(db).settlements(period, payee: payee)[place]
      guard let found else { throw nothing }
      settlement = found
      parts = try Self.parts(db, payee, currency, self.basis)
      ofLabel = []
    case .label:
      settlement = nil
      let parties = try StatementLineStore(db).parties(
        self.basis.transactions, Self.tracks(payee, period, currency, issued))
      parts = try Self.parts(db, label: payee, parties.pairs, currency, self.basis)
      ofLabel = parties.tracks
      guard !parts.isEmpty else { throw nothing }
    }
  }

  /// A statement on record.
  package init(_ db: Connection, _ issued: StatementStore.Issued, basis: PeriodBasis? = nil) throws {
    try self.init(
      db, issued.kind, payee: issued.payee, issued.period, issued.currency, issued: issued, basis: basis)
  }

  /// Its number: `2026-10/art-000/USD`.
  package var number: String { StatementStore.Issued.number(kind, period, payee, currency) }

  /// Tracks of a label's statement; `nil` where it is a payee's.
  var tracks: StatementLineStore.Tracks? { kind == .label ? Self.tracks(payee, period, currency, issued) : nil }

  private static func tracks(
    _ label: String, _ period: Period, _ currency: Currency, _ issued: StatementStore.Issued?
  ) -> StatementLineStore.Tracks {
    issued.map { .ofStatement($0.id) } ?? .ofLabel(label, period, currency)
  }

  /// The statement, without its detail.
  package func statement() throws -> Statement {
    let selection = try selection()
    var tables = LineTables(kind, currency: currency, period: period, selection)
    if let selection { try StatementLineStore(db).forEach(selection) { tables.add($0) } }
    return try statement(tables)
  }

  /// The statement. Its detail is handed over row by row while it is read, in order, once: on a thread of its own, where
  /// there is more than the server finds in one step.
  ///
  /// - Parameters:
  ///   - selection: of the lines; `nil` where there are none.
  ///   - ready: makes cells that many rows share ready for writing, on that thread.
  func statement<Ready>(
    of selection: StatementLineStore.Selection?, ready: @escaping ([Table.Cell], [Table.Column]) -> Ready,
    detail: @escaping (DetailRow<Ready>) throws -> Void
  ) throws -> Statement {
    var tables = LineTables(kind, currency: currency, period: period, selection)
    if let selection {
      var ids: [Int32: String] = [:]
      for part in parts { ids[part.contract] = contracts[part.contract]?.id }
      var rows = DetailRows(kind, selection, contracts: ids, ready)
      if selection.isShort {
        try StatementLineStore(db).forEach(selection) { line in
          tables.add(line)
          if !line.isGone { try detail(rows.row(line)) }
        }
        return try statement(tables)
      }
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
    // One that is about to be issued has its revision: it is written as it will be on record.
    let status: Statement.Status =
      issued.map { $0.isSuperseded ? .superseded : .issued } ?? (revision > 0 ? .issued : .draft)
    let heading = Statement.Heading(
      kind: kind, number: number, revision: revision, status: status, payee: payee,
      name: try issued.flatMap { try StatementStore(db).payeeName($0.id) } ?? currentName() ?? payee,
      period: period, currency: currency)
    let fx = tables.fx(basis.fx)
    guard let settlement else {
      return try LabelStatement(self).statement(heading, tables, fx)
    }
    let books = StatementBooks(
      db: db, payee: payee, period: period, currency: currency, settlement: settlement,
      transactions: basis.transactions)
    let beside = tables.besidePlays
    let modes = try modes()
    return Statement(
      heading: heading,
      figures: try settlement.figures(
        gross: tables.gross, fee: tables.fee, late: tables.lateRoyalties.values.reduce(.zero, +))
        + (beside == nil ? [] : [.init(.payee, "beside_plays", sharesBesidePlays())]),
      tables: [
        try books.account(), try books.months(), tables.platforms, tables.territories, tables.releases, tables.tracks,
        try books.recoupment(), books.reserves(), try books.adjustments(tables.lateRoyalties),
      ] + [beside, modes].compactMap(\.self) + [fx, tables.terms(contracts, usedBy: parts, settlement.terms)])
  }

  /// True if it has a sheet of modes of exploitation.
  func hasModes() throws -> Bool {
    try StatementLineStore(db).hasModes(basis.transactions, parts, acceptedTo: basis.versions.reports)
  }

  /// All lines by their modes of exploitation; `nil` where no report tells any.
  func modes() throws -> Table? {
    guard try hasModes() else { return nil }
    var modes = ModesTable(kind)
    try StatementLineStore(db).forEachMode(
      basis.transactions, parts, currency, tracks, acceptedTo: basis.versions.reports
    ) { modes.add($0) }
    return modes.table
  }

  private func sharesBesidePlays() throws -> Amount {
    try StatementLineStore(db).besidePlays(basis.transactions, PayeeCurrency(payee: payee, currency: currency))
  }

  private func currentName() throws -> String? {
    kind == .payee ? try PartyStore(db).name(payee) : try PartyStore(db).label(payee)
  }

  /// Names in the statement of its payee and of the tracks, artists and releases of its lines.
  ///
  /// - Parameter selection: of its lines; `nil` where there are none.
  func names(
    _ selection: StatementLineStore.Selection?
  ) throws -> [(kind: String, id: String, name: String)] {
    var names: [String: (kind: String, id: String, name: String)] = [:]
    func keep(_ kind: String, _ id: String, _ name: String) { names["\(kind) \(id)"] = (kind, id, name) }
    keep("payee", payee, try currentName() ?? payee)
    func keep(_ track: StatementLineStore.Track) {
      keep("track", track.isrc, track.title)
      keep("upc", track.time, track.upc)
      keep("release", track.upc, track.release)
    }
    // A contract under which a label has unrated plays alone is among its terms too, and is found by their tracks again.
    if kind == .label { for track in try StatementLineStore(db).tracks(ofLabel) { keep(track) } }
    if let selection {
      for track in selection.allTracks { keep(track) }
      for artist in selection.allArtists { keep("artist", artist.id, artist.name) }
    }
    return names.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The lines; `nil` where there are none.
  func selection() throws -> StatementLineStore.Selection? {
    if parts.isEmpty { return nil }
    return try StatementLineStore(db).select(
      basis.transactions, parts, currency, tracks, markets: basis.markets, names: issued?.id)
  }

  /// Parts of the payee in the contracts that lines of the period were posted under.
  private static func parts(
    _ db: Connection, _ payee: String, _ currency: Currency, _ basis: PeriodBasis
  ) throws -> [StatementLineStore.Part] {
    let (store, book) = (StatementLineStore(db), basis.contracts)
    let artist = try store.artistNumber(payee)
    let pairs = try store.pairs(basis.transactions, contracts: basis.contracts(naming: payee), artist: artist)
    let artists = try FactStore(db).artists(Set(pairs.map(\.artist)), in: basis.period)
    return try pairs.compactMap { pair in
      guard pair.contract == 0 || book[pair.contract]?.currency == currency else { return nil }
      let split = book.split(pair.contract, artist: try artists(pair.artist))
      guard let place = split.payees.firstIndex(of: payee) else { return nil }
      return StatementLineStore.Part(
        contract: pair.contract, artist: pair.artist, place: Int32(place + 1), percent: split.percents[place])
    }.sorted { ($0.contract, $0.artist) < ($1.contract, $1.artist) }
  }

  /// The contracts that a label's lines were posted under, with the label's own place in them where it has one.
  private static func parts(
    _ db: Connection, label: String, _ pairs: [(contract: Int32, artist: Int32)], _ currency: Currency,
    _ basis: PeriodBasis
  ) throws -> [StatementLineStore.Part] {
    let book = basis.contracts
    let party = try PartyStore(db).party("label", label) ?? label
    let artists = try FactStore(db).artists(Set(pairs.map(\.artist)), in: basis.period)
    return try pairs.compactMap { pair in
      guard pair.contract == 0 || book[pair.contract]?.currency == currency else { return nil }
      let split = book.split(pair.contract, artist: try artists(pair.artist))
      let place = split.payees.firstIndex(of: party)
      return StatementLineStore.Part(
        contract: pair.contract, artist: pair.artist, place: Int32(place.map { $0 + 1 } ?? 0),
        percent: place.map { split.percents[$0] } ?? .zero)
    }.sorted { ($0.contract, $0.artist) < ($1.contract, $1.artist) }
  }
}
