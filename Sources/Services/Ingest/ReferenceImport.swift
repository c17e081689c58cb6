import CSV
import Catalog
import Contracts
import Crypto
import Foundation
import Postgres
import Rates
import Refusals
import Store
import Texts

/// Imports what plays are looked up by: catalog, exchange rates, payees, contracts, advances, rate tables.
///
/// Each file is taken whole or not at all, and the same again changes nothing. Errors name file and line.
package struct ReferenceImport {
  private let db: Connection
  private let bounds: ImportBounds

  /// - Parameter bounds: of a catalog, which alone may be large.
  package init(_ db: Connection, bounds: ImportBounds = ImportBounds()) {
    self.db = db
    self.bounds = bounds
  }

  /// - Parameters:
  ///   - name: its name in what is said of it; the path unless told.
  ///   - beforeGate: as `CatalogStore.write` has it.
  package func catalog(
    path: String, called name: String? = nil,
    beforeGate: (CatalogChange, CatalogStore.Outcome) throws -> Void = { _, _ in }
  ) throws -> CatalogStore.Outcome {
    let name = name ?? path
    var text = try open(path)
    if try CatalogText.isSpreadsheet(text) { text = try CatalogText(called: name, bounds: bounds).text(of: path) }
    defer { try? text.close() }
    var read: Int64 = 0
    var file = try CatalogFile(
      CSVReader(file: name) {
        let chunk = try text.read(upToCount: 1 << 18).map(Array.init)
        read += Int64(chunk?.count ?? 0)
        guard read <= bounds.bytes else { throw tooLarge(name, "\(bounds.bytes) bytes") }
        return chunk
      }, file: name)
    let tellsAccounts = file.tellsAccounts
    var rows: Int64 = 0
    do {
      return try CatalogStore(db).write(
        tellsAccounts: tellsAccounts,
        next: {
          guard let next = try file.next() else { return nil }
          rows += 1
          guard rows <= bounds.rows else { throw tooLarge(name, "\(bounds.rows) rows") }
          return next
        }, beforeGate: beforeGate)
    } catch let contradiction as CatalogStore.Contradiction {
      throw InputError(file: name, line: contradiction.line, reason: contradiction.reason)
    } catch let conflict as CatalogStore.Conflict {
      throw ImportError("\(name): \(conflict)")
    }
  }

  /// - Parameters:
  ///   - name: its name in what is said of it; the path unless told.
  ///   - unusual: true takes rates that contradict each other, or move as rates seldom do.
  ///   - beforeCommit: as `FXStore.write` has it.
  /// - Returns: how many rates are new.
  package func fx(
    path: String, called name: String? = nil, unusual: Bool = false, beforeCommit: (Int) throws -> Void = { _ in }
  ) throws -> Int {
    let file = try FXFile(name: name ?? path, bytes: bytes(path))
    return try FXStore(db).write(
      file.rates, check: { if !unusual { try UnusualRates(file, recorded: $0).refuse() } },
      beforeCommit: beforeCommit)
  }

  /// - Parameters:
  ///   - name: its name in what is said of it; the path unless told.
  ///   - correctsClosed: true lets the terms change what was withheld of closed periods.
  ///   - isDryRun: true writes nothing.
  /// - Returns: the rows that are new or changed, and what they move.
  @discardableResult
  package func payees(
    path: String, called name: String? = nil, correctsClosed: Bool = false, isDryRun: Bool = false
  ) throws -> ContractStore.PayeeChanges {
    let bytes = try bytes(path)
    let payees = try resolving(PartyStore(db).named) { try Payee.parse(file: name ?? path, bytes: bytes, named: $0) }
    return try ContractStore(db).write(
      payees, from: name ?? path, correctsClosed: correctsClosed, isDryRun: isDryRun)
  }

  /// - Parameters: as of `payees`.
  /// - Returns: the rows that are new or changed, and what they move.
  package func withholding(
    path: String, called name: String? = nil, correctsClosed: Bool = false, isDryRun: Bool = false
  ) throws -> ContractStore.PayeeChanges {
    let store = ContractStore(db)
    let bytes = try bytes(path)
    let rows = try resolving(store.payees) {
      try CountryWithholding.parse(file: name ?? path, bytes: bytes, named: $0)
    }
    return try store.write(rows, from: name ?? path, correctsClosed: correctsClosed, isDryRun: isDryRun)
  }

  /// - Parameters:
  ///   - path: a folder of `*.yaml`, or one file.
  ///   - beforeCommit: as `ContractStore.write` has it.
  /// - Returns: the contracts that are new or got a new version.
  package func contracts(
    path: String, beforeCommit: ([ContractStore.Written]) throws -> Void = { _ in }
  ) throws -> [String] {
    let files = try isFolder(path) ? list(path).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") } : [path]
    guard !files.isEmpty else { throw ImportError("\(path) has no *.yaml") }
    return try ContractStore(db).write(read(files), beforeCommit: beforeCommit)
  }

  /// Reads contracts, looking all their names up at once. Only a file with a name that does not stand for itself is read
  /// again, which finds the line.
  private func read(_ files: [String]) throws -> [ContractStore.Submission] {
    let store = ContractStore(db)
    var scopes: Set<Contract.Scope> = []
    var names: Set<String> = []
    let texts = try files.map { file in
      let bytes = try bytes(file)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw InputError(file: file, line: 1, reason: "the text is not UTF-8")
      }
      let (contract, line) = try ContractFile.parse(file: file, text: text)
      scopes.insert(contract.covers)
      for share in contract.shares where share.payee != Contract.trackArtist { names.insert(share.payee) }
      return (file: file, text: text, contract: contract, line: line, digest: digest(bytes))
    }
    let known = try store.scopes(amongst: scopes)
    let payees = try store.payees(names)
    return try texts.map { file, text, contract, line, digest in
      let isPlain =
        known.contains(contract.covers)
        && contract.shares.allSatisfy { $0.payee == Contract.trackArtist || payees[$0.payee] == .known($0.payee) }
      let read = isPlain ? (contract, line) : try ContractFile.parse(file: file, text: text, known: store.known)
      return ContractStore.Submission(contract: read.0, file: file, line: read.1, digest: digest)
    }
  }

  /// - Parameters:
  ///   - name: its name in what is said of it; the path unless told.
  ///   - beforeCommit: is given the new ones, when all is written; what it throws takes it back.
  /// - Returns: how many advances are new.
  package func advances(
    path: String, called name: String? = nil, beforeCommit: ([Advance]) throws -> Void = { _ in }
  ) throws -> Int {
    let bytes = try bytes(path)
    let advances = try resolving(ContractStore(db).payees) {
      try Advance.parse(file: name ?? path, bytes: bytes, named: $0)
    }
    return try AdvanceStore(db).write(advances) { new in
      try beforeCommit(advances.filter { new.contains($0.reference) })
    }
  }

  /// Reads a file twice: for its names, which are looked up at once, and with what they mean.
  private func resolving<T>(
    _ lookUp: (Set<String>) throws -> [String: NamedPayee], _ parse: ((String) throws -> NamedPayee) throws -> T
  ) throws -> T {
    var names: Set<String> = []
    _ = try parse {
      names.insert($0)
      return .known($0)
    }
    let named = try lookUp(names)
    return try parse { named[$0]! }
  }

  /// Publishes the rate tables of a folder `<platform>/<effective-date>[.vN].csv`.
  ///
  /// - Returns: the paths of those that are new.
  package func rateTables(path: String) throws -> [String] { try RateStore(db).publish(readRateTables(path: path)) }

  /// The rate tables of a folder, read and not published.
  package func readRateTables(path: String) throws -> [RateStore.Publication] {
    guard try isFolder(path) else { throw ImportError("\(path) is not a folder of <platform>/<effective-date>.csv") }
    var publications: [RateStore.Publication] = []
    for platform in try list(path) where try isFolder(platform) {
      for file in try list(platform) where file.hasSuffix(".csv") {
        let bytes = try bytes(file)
        let name = file.split(separator: "/").suffix(2).joined(separator: "/")
        publications.append(
          RateStore.Publication(table: try RateTableFile.parse(path: name, bytes: bytes), digest: digest(bytes)))
      }
    }
    guard !publications.isEmpty else { throw ImportError("\(path) has no <platform>/<effective-date>.csv") }
    return publications
  }

  private func tooLarge(_ path: String, _ what: String) -> ImportError {
    ImportError("\(path): it has more than \(what). Nothing of it was taken; \(ImportBounds.raised)")
  }

  private func open(_ path: String) throws -> FileHandle {
    guard let handle = FileHandle(forReadingAtPath: path), try !isFolder(path) else {
      throw ImportError("\(path): there is no such file, or it may not be read")
    }
    return handle
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    let handle = try open(path)
    defer { try? handle.close() }
    let data = try handle.read(upToCount: 256 << 20) ?? Data()
    guard data.count < 256 << 20 else { throw ImportError("\(path) is larger than 256 MiB") }
    return Array(data)
  }

  private func isFolder(_ path: String) throws -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ImportError("\(path): there is no such file or folder")
    }
    return isFolder.boolValue
  }

  private func list(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
  }

  private func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
