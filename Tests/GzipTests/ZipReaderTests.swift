import Foundation
import Gzip
import Seeded
import TestSupport
import Testing

@Suite("ZIP files that are read")
struct ZipReaderTests {
  private let folder: TemporaryFolder
  private var path: String { "\(folder.path)/a.zip" }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func content(_ name: String, bounds: GzipReader.Bounds = .init()) throws -> [UInt8]? {
    let zip = try ZipReader(path: path)
    guard let part = zip.part(name) else { return nil }
    var bytes: [UInt8] = []
    try zip.read(part, bounds: bounds) { bytes += $0 }
    #expect(bytes.count == Int(part.size))
    return bytes
  }

  /// Runs Python on the path, in `sys.argv[1]`.
  private func python(_ script: String) throws {
    _ = try Command.output("/usr/bin/python3", ["-c", "import io, struct, sys, zipfile\n" + script, path])
  }

  private func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

  private func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

  private func refusal(_ name: String = "a.txt", bounds: GzipReader.Bounds = .init()) -> ZipError? {
    do { return try content(name, bounds: bounds) == nil ? nil : nil } catch {
      if !(error is ZipError) { Issue.record("\(error)") }
      return error as? ZipError
    }
  }

  @Test("Python's are: stored and deflated, with a comment, with sizes behind the bytes, and in ZIP64")
  func python() throws {
    let write = """
      z.writestr('a.txt', 'x' * 100000, zipfile.ZIP_DEFLATED)
      z.writestr('Dir/B.TXT', b'stored')
      z.writestr('empty', b'')
      """.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    let ways = [
      "with zipfile.ZipFile(sys.argv[1], 'w') as z:\n\(write)\n  z.comment = b'PK\\x05\\x06' * 50",
      """
      class Pipe(io.RawIOBase):
        def writable(self): return True
        def write(self, b): out.write(b); return len(b)
      out = open(sys.argv[1], 'wb')
      with zipfile.ZipFile(Pipe(), 'w') as z:
      \(write)
      out.close()
      """,
      """
      with zipfile.ZipFile(sys.argv[1], 'w') as z:
        for name, text, way in [('a.txt', b'x' * 100000, 8), ('Dir/B.TXT', b'stored', 0), ('empty', b'', 0)]:
          i = zipfile.ZipInfo(name); i.compress_type = way
          with z.open(i, 'w', force_zip64=True) as f: f.write(text)
      """,
      "zipfile.ZIP64_LIMIT = 3; zipfile.ZIP_FILECOUNT_LIMIT = 2\nwith zipfile.ZipFile(sys.argv[1], 'w') as z:\n\(write)",
    ]
    for way in ways {
      try python(way)
      #expect(try content("a.txt") == [UInt8](repeating: 0x78, count: 100_000), "\(way)")
      #expect(try content("dir/b.txt") == Array("stored".utf8))
      #expect(try content("empty") == [] && content("none") == nil)
    }
  }

  @Test("Beyond 65,535 parts they are, where so many are allowed")
  func many() throws {
    try python("with zipfile.ZipFile(sys.argv[1], 'w') as z:\n  for i in range(66000): z.writestr(str(i), str(i))")
    let zip = try ZipReader(path: path, maximum: 66_000)
    let part = try #require(zip.part("65999"))
    try zip.read(part, bounds: .init()) { #expect(Array($0) == Array("65999".utf8)) }
    let error = #expect(throws: ZipError.self) { try ZipReader(path: path, maximum: 65_999) }
    #expect(error?.code == .tooLarge)
  }

  @Test("What is not as it says is refused, and says why")
  func refused() throws {
    let table: [(script: String, code: ZipError.Code, said: String)] = [
      ("b[6] |= 1; b[c + 8] |= 1", .unsupported, "a.txt is protected by a password"),
      ("b[c + 8] |= 0x40", .unsupported, "a.txt is protected by a password"),
      ("b[8] = 12; b[c + 10] = 12", .unsupported, "packed by method 12"),
      ("b[8] = 0", .damaged, "its header is not"), ("b[30] = 66", .damaged, "its header is not"),
      ("b[c + 16] ^= 1", .damaged, "its checksum is wrong"), ("b[c + 24] += 1", .damaged, "it ends too early"),
      ("b[c + 24] -= 1", .damaged, "more than the 99999 bytes"), ("b[c + 20] -= 1", .damaged, "it ends too early"),
      ("b[c + 42] = 200", .damaged, "its header is not"), ("b[c + 45] = 200", .damaged, "its header is not"),
      ("b[e + 10] += 1; b[e + 8] += 1", .damaged, "the list of its parts is damaged"),
      ("b[e + 12] += 1", .damaged, "the list of its parts is damaged"),
      ("b[e + 4] = 1", .unsupported, "one of several files"),
      ("b[e + 16] += 1", .damaged, "the list of its parts is damaged"), ("b += b'x'", .damaged, "missing at the end"),
      ("b[e:e] = b'x'", .damaged, "the list of its parts is damaged"),
      ("b[0:0] = b'PKxx'", .damaged, "the list of its parts"),
      ("b[e] = 0", .damaged, "missing at the end"), ("b[50] ^= 255", .damaged, "a.txt"),
    ]
    for (script, code, said) in table {
      try python(
        """
        out = io.BytesIO()
        with zipfile.ZipFile(out, 'w') as z:
          z.writestr('a.txt', bytes(i * i % 251 for i in range(100000)), zipfile.ZIP_DEFLATED)
          z.writestr('b.txt', 'other')
        b = bytearray(out.getvalue()); c = b.index(b'PK\\x01\\x02'); e = b.rindex(b'PK\\x05\\x06')
        \(script)
        open(sys.argv[1], 'wb').write(b)
        """)
      let refusal = refusal()
      #expect(
        refusal?.code == code && refusal?.description.contains(said) == true,
        "\(script): \(refusal?.description ?? "read")")
    }
  }

  @Test("Parts that overlap, and two of one name, are refused")
  func overlap() throws {
    // Many names for the same bytes: so a small file would unfold to any size.
    try python(
      """
      out = io.BytesIO()
      with zipfile.ZipFile(out, 'w') as z: z.writestr('a.txt', 'x' * 1000, zipfile.ZIP_DEFLATED)
      b = out.getvalue(); c = b.index(b'PK\\x01\\x02'); e = b.rindex(b'PK\\x05\\x06')
      body, entry = b[:c], b[c:e]
      second = entry.replace(b'a.txt', b'b.txt')
      inner = body.replace(b'a.txt', b'b.txt')
      stored = bytearray(body[:30] + b'a.txt' + inner)
      struct.pack_into('<H', stored, 8, 0)
      first = bytearray(entry)
      struct.pack_into('<HH', first, 8, 0, 0)
      struct.pack_into('<II', first, 20, len(inner), len(inner))
      second = bytearray(second); struct.pack_into('<I', second, 42, 35)
      list = bytes(first) + bytes(second)
      open(sys.argv[1], 'wb').write(bytes(stored) + list
        + struct.pack('<IHHHHIIH', 0x06054b50, 0, 0, 2, 2, len(list), len(stored), 0))
      """)
    #expect(refusal()?.description.contains("overlap") == true)
    try python("with zipfile.ZipFile(sys.argv[1], 'w') as z: z.writestr('a.txt', '1'); z.writestr('A.TXT', '2')")
    #expect(refusal()?.description.contains("two of its parts have the name") == true)
  }

  @Test("A part unfolds to no more than it may, by its bytes and by its size on disk")
  func bounds() throws {
    try python(
      "with zipfile.ZipFile(sys.argv[1], 'w') as z: z.writestr('a.txt', bytes(1000000), zipfile.ZIP_DEFLATED)")
    #expect(refusal(bounds: .init(bytes: 1_000_000)) == nil)
    #expect(refusal(bounds: .init(bytes: 999_999))?.code == .tooLarge)
    #expect(refusal(bounds: .init(ratio: 250, grace: 1_000_000)) == nil)
    #expect(refusal(bounds: .init(ratio: 250, grace: 999_999))?.code == .tooLarge)
  }

  @Test("Damaged anywhere it gives the same content or a refusal", arguments: UInt64(1)...4)
  func damage(seed: UInt64) throws {
    var random = Seeded(seed: seed)
    try python(
      """
      with zipfile.ZipFile(sys.argv[1], 'w') as z:
        z.writestr('a.txt', ','.join(str(i) for i in range(300)), zipfile.ZIP_DEFLATED)
        z.writestr('b.txt', 'stored')
      """)
    let whole = try bytes()
    let content = try #require(try content("a.txt"))
    for _ in 0..<200 {
      var damaged = whole
      damaged[Int.random(in: 0..<whole.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      if Bool.random(using: &random) { damaged.removeLast(Int.random(in: 0...40, using: &random)) }
      try write(damaged)
      do {
        let found = try self.content("a.txt")
        #expect(found == nil || found == content)
      } catch { #expect(error is ZipError, "\(error)") }
    }
  }
}
