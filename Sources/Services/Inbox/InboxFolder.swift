import Crypto
import Foundation
import Plays
import Texts

#if canImport(Glibc)
  import Glibc
#endif

/// A watched folder on disk. Files are put into it, or into a folder in it that is called as the account of their sender.
///
///     inbox/*.csv, inbox/distrokid-main/*.csv   put there by whoever delivers
///     inbox/.working     what is being taken in
///     inbox/taken        what was; inbox/refused and inbox/waiting: what was not, each with a .reason.txt beside
///     inbox/received     the bytes of every file as they came, by their digest
///
/// Each step is a rename, so that a file is in one place whenever the process ends.
package struct InboxFolder: Sendable {
  /// Why a file of the folder could not be moved or read. It stands where it stood.
  package struct Failed: Error, CustomStringConvertible {
    package let description: String
  }

  /// Place of what was done with.
  package enum Place: String, Sendable, CaseIterable {
    case working = ".working"
    case taken, refused, waiting, received
  }

  /// Folder in which senders of DDEX say that a file is whole.
  private static let announcements = "file_available"
  /// End of the names of files that are being written.
  private static let partial = ".ledgerline-partial"

  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  /// Makes what is missing of it.
  package func prepare() throws {
    for place in Place.allCases { try make("\(path)/\(place.rawValue)") }
  }

  /// Everything that was put into it and that nobody has taken yet. Names that begin with a point or end in one of a file on
  /// its way are passed over, as are links.
  package func look() throws -> [Arrivals.Seen] {
    var found = try look(account: nil)
    for name in try names(path) where !Self.isReserved(name) && kind("\(path)/\(name)") == S_IFDIR {
      guard let account = SenderAccount.code(name), account == name else { continue }
      found += try look(account: name)
    }
    return found
  }

  /// Files that were being taken in when the process ended.
  package func interrupted() throws -> [InboxFile] {
    let working = "\(path)/\(Place.working.rawValue)"
    var files: [InboxFile] = []
    for name in try names(working) {
      if kind("\(working)/\(name)") == S_IFDIR {
        files += try names("\(working)/\(name)").map { InboxFile(account: name, name: $0) }
      } else {
        files.append(InboxFile(account: nil, name: name))
      }
    }
    return files.sorted { $0.place < $1.place }
  }

  /// Removes copies and reasons that were being written when the process ended.
  package func removePartials() throws {
    for place in Place.allCases where place != .working {
      let folder = "\(path)/\(place.rawValue)"
      guard let everything = FileManager.default.enumerator(atPath: folder) else { continue }
      for case let name as String in everything where name.hasSuffix(Self.partial) { unlink("\(folder)/\(name)") }
    }
  }

  /// Takes a file away from whoever delivers.
  ///
  /// - Returns: false where it is gone.
  package func claim(_ file: InboxFile) throws -> Bool {
    let from = "\(path)/\(file.place)"
    let to = place(.working, file)
    try make(URL(fileURLWithPath: to).deletingLastPathComponent().path)
    guard rename(from, to) == 0 else {
      if errno == ENOENT { return false }
      throw fault(from)
    }
    for announcement in Self.announcements(of: file) {
      unlink("\(folder(file.account))/\(Self.announcements)/\(announcement)")
    }
    return true
  }

  /// Keeps the bytes of a claimed file under their digest.
  ///
  /// - Returns: the digest, the number of bytes, and the place of the copy.
  package func keep(_ file: InboxFile) throws -> (digest: [UInt8], bytes: Int64, path: String) {
    let from = place(.working, file)
    let partial = "\(path)/\(Place.received.rawValue)/.\(UUID().uuidString)\(Self.partial)"
    defer { unlink(partial) }
    let input = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard input >= 0 else { throw fault(from) }
    defer { close(input) }
    let output = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw fault(partial) }
    defer { close(output) }
    var hash = SHA256()
    var bytes: Int64 = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(input, buffer.baseAddress, buffer.count)
      guard count >= 0 else { throw fault(from) }
      if count == 0 { break }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
      var written = 0
      while written < count {
        let more = write(output, buffer.baseAddress! + written, count - written)
        guard more > 0 else { throw fault(partial) }
        written += more
      }
      bytes += Int64(count)
    }
    let digest = Array(hash.finalize())
    let kept = "\(path)/\(Place.received.rawValue)/\(digest.hex)"
    guard fsync(output) == 0, rename(partial, kept) == 0 else { throw fault(kept) }
    return (digest, bytes, kept)
  }

  /// Puts a claimed file to its place, with a reason beside it where there is one. A name that stands there already is not
  /// written over, unless it is the same file.
  package func put(_ file: InboxFile, _ where: Place, digest: [UInt8], reason: String?) throws {
    let from = place(.working, file)
    var to = place(`where`, file)
    try make(URL(fileURLWithPath: to).deletingLastPathComponent().path)
    if kind(to) != nil {
      to = place(`where`, InboxFile(account: file.account, name: "\(digest.prefix(4).hex)-\(file.name)"))
    }
    let beside = "\(to).reason.txt"
    if let reason {
      let partial = "\(beside)\(Self.partial)"
      guard FileManager.default.createFile(atPath: partial, contents: Data((reason + "\n").utf8)),
        rename(partial, beside) == 0
      else { throw fault(beside) }
    }
    guard rename(from, to) == 0 else { throw fault(from) }
  }

  // MARK: The disk

  private func folder(_ account: String?) -> String { account.map { "\(path)/\($0)" } ?? path }

  private func place(_ place: Place, _ file: InboxFile) -> String { "\(path)/\(place.rawValue)/\(file.place)" }

  private func look(account: String?) throws -> [Arrivals.Seen] {
    let folder = folder(account)
    let announced =
      kind("\(folder)/\(Self.announcements)") == S_IFDIR
      ? Set(try names("\(folder)/\(Self.announcements)")) : nil
    return try names(folder).compactMap { name in
      guard !Self.isOnItsWay(name) else { return nil }
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      let file = InboxFile(account: account, name: name)
      return Arrivals.Seen(
        file: file, bytes: Int64(status.st_size),
        changed: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
        isAnnounced: announced.map { !$0.isDisjoint(with: Self.announcements(of: file)) })
    }
  }

  /// Names by which a sender may say that a file is whole: of `DSR_A_B.tsv.gz` it is `_DSR_A_B.ctrl`.
  private static func announcements(of file: InboxFile) -> [String] {
    let stem = file.name.split(separator: ".", maxSplits: 1).first.map(String.init) ?? file.name
    return ["_\(stem).ctrl", "\(stem).ctrl", "_\(file.name).ctrl", "\(file.name).ctrl"]
  }

  private static func isReserved(_ name: String) -> Bool {
    name.hasPrefix(".") || name == announcements || Place(rawValue: name) != nil
  }

  private static func isOnItsWay(_ name: String) -> Bool {
    let lower = name.lowercased()
    return name.hasPrefix(".")
      || [".part", ".partial", ".tmp", ".filepart", ".crdownload"].contains { lower.hasSuffix($0) }
  }

  private func names(_ folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw Failed(description: "\(folder) cannot be read: \(error.localizedDescription)")
    }
  }

  /// Kind of a file, without following a link; `nil` where there is none.
  private func kind(_ path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  private func make(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Failed(description: "\(folder) cannot be made: \(error.localizedDescription)")
    }
  }

  private func fault(_ path: String) -> Failed { Failed(description: "\(path): \(String(cString: strerror(errno)))") }
}
