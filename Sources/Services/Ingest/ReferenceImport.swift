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

  package func catalog(path: String) throws -> CatalogStore.Outcome {
    let text = try open(path)
    defer { try? text.close() }
    var read: Int64 = 0
    var file = try CatalogFile(
      CSVReader(file: path) {
        let chunk = try text.read(upToCount: 1 << 18).map(Array.init)
        read += Int64(chunk?.count ?? 0)
        guard read <= bounds.bytes else { throw tooLarge(path, "\(bounds.bytes) bytes") }
        return chunk
      }, file: path)
    var entries: [CatalogEntry] = []
    while let entry = try file.next() {
      guard Int64(entries.count) < bounds.rows else { throw tooLarge(path, "\(bounds.rows) rows") }
      entries.append(entry)
    }
    return try CatalogStore(db).write(entries)
  }

  /// - Returns: how many rates are new.
  package func fx(path: String) throws -> Int {
    try FXStore(db).write(FXRate.parse(file: path, bytes: bytes(path)))
  }

  /// - Returns: how many payees are new or changed.
  package func payees(path: String) throws -> Int {
    try ContractStore(db).write(Payee.parse(file: path, bytes: bytes(path), named: PartyStore(db).named))
  }

  /// - Parameter path: a folder of `*.yaml`, or one file.
  /// - Returns: the contracts that are new or got a new version.
  package func contracts(path: String) throws -> [String] {
    let files = try isFolder(path) ? list(path).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") } : [path]
    guard !files.isEmpty else { throw ImportError("\(path) has no *.yaml") }
    let store = ContractStore(db)
    return try store.write(
      files.map { file in
        let bytes = try bytes(file)
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw InputError(file: file, line: 1, reason: "the text is not UTF-8")
        }
        let (contract, line) = try ContractFile.parse(file: file, text: text, known: store.known)
        return ContractStore.Submission(contract: contract, file: file, line: line, digest: digest(bytes))
      })
  }

  /// - Returns: how many advances are new.
  package func advances(path: String) throws -> Int {
    let store = ContractStore(db)
    return try store.write(Advance.parse(file: path, bytes: bytes(path), named: store.payee))
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
