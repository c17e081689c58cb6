import Foundation
import Ingest
import Plays
import Simulation
import Store

/// What the demo starts from: rate tables, exchange rates, a fictional catalog, and a month of plays.
struct DemoData {
  let database: Database

  private static let historyDays = 30
  private static let historyEventsPerDay = 5_000

  /// Loads what is not there yet. A second time finds everything and changes nothing.
  func load() throws {
    let db = try database.connect()
    let reference = ReferenceImport(db)
    let published = try reference.rateTables(path: Installation.folder("RateTables"))
    if !published.isEmpty { Terminal.note("published \(published.count) rate tables (illustrative figures)") }
    _ = try reference.fx(path: Installation.folder("Sources/Simulation/Seeds") + "/fx.csv")
    let catalog = try CatalogStore(db).write(SampleCatalog.entries)
    if catalog.changes > 0 { Terminal.note("a catalog of \(catalog.tracks) fictional tracks") }
    if try StatusStore(db).counts().acceptedEvents == 0 { try importHistory() }
  }

  private func importHistory() throws {
    let path = "\(NSTemporaryDirectory())/ledgerline-history-\(ProcessInfo.processInfo.processIdentifier).ndjson"
    defer { unlink(path) }
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
    else { throw Failure("\(path) cannot be written") }
    var simulator = PlaySimulator(seed: 7)
    var buffer: [UInt8] = []
    let midnight = Int64(Date().timeIntervalSince1970) / 86_400 * 86_400_000
    try simulator.history(days: Self.historyDays, before: midnight, perDay: Self.historyEventsPerDay) { event, _ in
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
