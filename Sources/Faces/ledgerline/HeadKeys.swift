import Foundation
import Ledger
import Store

/// The keys by which the ends of the chains are signed and checked, from files that the database cannot read.
enum HeadKeys {
  /// Gives this process its keys. A private server's is made where there is none yet: in the configuration folder of the
  /// user, which is not the one that the server runs as.
  ///
  /// - Throws: a sentence where a file that was named is missing, is no key, or can be read by others.
  static func load(_ settings: Settings) throws {
    var signing: SigningKey?
    if let path = settings.signingKey {
      signing = try read(path)
    } else if settings.databaseURL == nil {
      let path = ownPath
      do {
        if !FileManager.default.fileExists(atPath: path) { _ = try create(path) }
        signing = try read(path)
      } catch {
        Terminal.note("the ends of the chains are not signed: \(error)")
      }
    }
    let named = try settings.publicKeys.map(readPublic) ?? []
    SignatureStore.processKeys = SignatureStore.Keys(
      signing: signing, verifying: named + (signing.map { [$0.verifying] } ?? []))
  }

  private static var ownPath: String {
    let environment = ProcessInfo.processInfo.environment
    let folder = environment["XDG_CONFIG_HOME"] ?? "\(environment["HOME"] ?? NSHomeDirectory())/.config"
    return "\(folder)/ledgerline/signing.key"
  }

  /// Makes a key file that nobody else may read. One that is there is never written over.
  static func create(_ path: String) throws -> SigningKey {
    let key = SigningKey()
    do {
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent.isEmpty
          ? "." : (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    } catch {
      throw Failure("\(path): its folder cannot be made: \(error.localizedDescription)")
    }
    // Whole or not there at all, also for another process that looks meanwhile.
    let draft = "\(path).\(UUID().uuidString)"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else { throw Failure("\(path) cannot be written: \(String(cString: strerror(errno)))") }
    defer { unlink(draft) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try file.write(contentsOf: Data((key.secretText + "\n").utf8))
    try file.synchronize()
    guard link(draft, path) == 0 else {
      if errno == EEXIST { throw Failure("\(path) is there already, and a key is never written over") }
      throw Failure("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    return key
  }

  static func read(_ path: String) throws -> SigningKey {
    guard let permissions = Settings.permissions(of: path) else {
      throw Failure("the signing key \(path) cannot be found: make one with `ledgerline keys create \(path)`")
    }
    guard permissions & 0o077 == 0 else {
      throw Failure("the signing key \(path) may be read by others: chmod 600 \(path)")
    }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8), let key = SigningKey(text: text) else {
      throw Failure("\(path) is no signing key that can be read: make one with `ledgerline keys create`")
    }
    return key
  }

  /// Public keys, one a line: those of before, too.
  static func readPublic(_ path: String) throws -> [VerifyingKey] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Failure("the public keys \(path) cannot be read")
    }
    return try text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }.map { line in
      guard let key = VerifyingKey(text: line) else {
        throw Failure("\(path) has a line that is no public key: `ledgerline keys show` prints one")
      }
      return key
    }
  }
}
