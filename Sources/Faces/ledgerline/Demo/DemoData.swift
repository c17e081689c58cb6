import Answers
import Catalog
import Contracts
import Foundation
import Ingest
import Ledger
import Plays
import Posting
import Postgres
import Simulation
import StatementExport
import Store

/// Data that the demo starts from: rate tables, exchange rates, a fictional catalog, and a month of plays.
struct DemoData {
  let database: Database

  private static let historyDays = 30
  private static let historyEventsPerDay = 5_000

  /// Loads what is not there yet. A second time finds everything and changes nothing.
  func load() throws {
    let db = try database.connect()
    guard try CatalogStore(db).isEmpty || CatalogIndex(db)[SampleCatalog.entries[0].isrc.description] != nil else {
      throw Failure(
        "the database in LEDGERLINE_DATABASE_URL has a catalog of its own: the demo would mix fictional plays into it. "
          + "Unset it, or name an empty database.")
    }
    func doing(_ act: Act) { db.act(Deed(act, by: .process, to: "demo")) }
    let reference = ReferenceImport(db)
    doing(.publishRates)
    let published = try reference.rateTables(path: Installation.folder("RateTables"))
    if !published.isEmpty { Terminal.note("published \(published.count) rate tables (illustrative figures)") }
    doing(.importFX)
    _ = try reference.fx(path: Installation.folder("Sources/Services/Simulation/Seeds") + "/fx.csv")
    doing(.importCatalog)
    let catalog = try CatalogStore(db).write(SampleCatalog.entries)
    if catalog.changes > 0 { Terminal.note("a catalog of \(catalog.tracks) fictional tracks") }
    doing(.importContracts)
    try loadTerms(db)
    try importHistory(FileStore(db))
    doing(.begin)
    try beginBooks(db)
    doing(.post)
    let bar = ProgressBar("posting")
    let posted = try PostingRun(db, today: .today) { period, done, total in
      bar.draw("\(period)", done: Int64(done), of: Int64(total), detail: "")
    }.run()
    bar.clear()
    if !posted.transactions.isEmpty { Terminal.note("\(posted.transactions.count) transactions posted to the books") }
  }

  /// Names the month of the first plays, or of the advances where they are earlier.
  private func beginBooks(_ db: Connection) throws {
    guard try !BeginningStore(db).hasBegun() else { return }
    let lastMonth = Day.today.period.advanced(by: -1)
    let first = try PendingStore(db).periodsWithPlays().first ?? lastMonth
    try BooksBeginning(db, today: .today).name(min(first, lastMonth))
  }

  /// Payees, contracts and advances, as a person's files would bring them.
  private func loadTerms(_ db: Connection) throws {
    let store = ContractStore(db)
    _ = try store.write(SampleTerms.payees)
    _ = try store.write(
      SampleTerms.contracts.map {
        ContractStore.Submission(contract: $0, file: $0.id, line: 1, digest: Array("sample 1".utf8))
      })
    let lastMonth = Day.today.period.first.advanced(by: -1).period.first
    let advances = AdvanceStore(db)
    if try advances.isEmpty() { _ = try advances.write(SampleTerms.advances(on: lastMonth)) }
  }

  /// Imports a month of plays that end before the day of the first start; one that was interrupted is finished.
  private func importHistory(_ files: FileStore) throws {
    let prefix = "history-before-"
    let earlier = try files.all().first { $0.name.hasPrefix(prefix) }
    if earlier?.isComplete == true { return }
    let today = Day(number: Int32(Int64(Date().timeIntervalSince1970) / 86_400))
    let day = earlier.flatMap { Day($0.name.dropFirst(prefix.count).prefix(10)) } ?? today
    let folder = "\(NSTemporaryDirectory())/ledgerline-\(UUID().uuidString)"
    try PrivateFolder.make(folder)
    let path = "\(folder)/\(prefix)\(day).ndjson"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
    else { throw Failure("\(path) cannot be written") }
    var simulator = PlaySimulator(seed: 7)
    var buffer: [UInt8] = []
    try simulator.history(
      days: Self.historyDays, before: Int64(day.number) * 86_400_000, perDay: Self.historyEventsPerDay
    ) { event, _ in
      buffer += event
      buffer.append(UInt8(ascii: "\n"))
      if buffer.count > 1 << 20 {
        try file.write(contentsOf: buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    try file.write(contentsOf: buffer)
    try file.close()
    let bar = ProgressBar("history")
    let outcome = try PlayImport(databaseURL: database.url) {
      bar.draw("counting", done: $0.done, of: $0.size, detail: "")
    }.run(path: path)
    bar.clear()
    Terminal.note("\(Self.historyDays) days of history: \(outcome.accepted) events")
  }
}
