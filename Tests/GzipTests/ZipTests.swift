import Foundation
import Gzip
import Seeded
import TestSupport
import Testing

/// ZIP files as Python's zipfile reads them.
@Suite("ZIP files")
struct ZipTests {
  private let path = "\(NSTemporaryDirectory())/ledgerline-zip-\(UUID().uuidString).zip"

  /// Writes a file of some contents, and returns what Python makes of it.
  private func read(_ files: [(name: String, content: [UInt8], deflates: Bool)], _ expression: String) throws -> String
  {
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let target = try #require(FileHandle(forWritingAtPath: path))
    var bytes: [UInt8] = []
    var zip = ZipWriter(date: (2026, 10, 31)) {
      bytes += $0
      if bytes.count > 1 << 20 {
        try target.write(contentsOf: bytes)
        bytes = []
      }
    }
    for file in files {
      var packed: [UInt8] = []
      let description = try PackedFile(deflates: file.deflates, to: { packed += $0 }) { body in
        for start in stride(from: 0, to: file.content.count, by: 7_000) {
          try body(Array(file.content[start..<min(start + 7_000, file.content.count)]))
        }
      }
      #expect(description.size == file.content.count && description.packedSize == packed.count)
      try zip.add(file.name, description) { try $0(packed) }
    }
    try zip.finish()
    try target.write(contentsOf: bytes)
    try target.close()
    return try python(expression)
  }

  private func python(_ expression: String) throws -> String {
    try Command.output(
      "/usr/bin/python3",
      ["-c", "import hashlib, sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nprint(\(expression), end='')", path])
  }

  @Test("What was packed is read back, stored or deflated, empty or not, under names in any script")
  func samples() throws {
    var random = Seeded(seed: 7)
    let noise = (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let text = Array(String(repeating: "{\"plays\":1,\"gross\":\"0.004000000000\"},", count: 9_000).utf8)
    let files: [(name: String, content: [UInt8], deflates: Bool)] = [
      ("AC_DÓ.json", text, true), ("noise.xlsx", noise, false), ("noise.json", noise, true), ("نجمة.json", [], true),
      ("nothing.xlsx", [], false),
    ]
    let found = try read(
      files,
      "z.testzip(), [(i.filename, i.file_size, i.date_time[:3], i.compress_type, oct(i.external_attr >> 16)) for i in z.infolist()]"
    )
    let expected = files.map {
      "('\($0.name)', \($0.content.count), (2026, 10, 31), \($0.deflates ? 8 : 0), '0o100600')"
    }
    #expect(found == "None [\(expected.joined(separator: ", "))]")
    #expect(
      try read(files, "sum(sum(z.read(i)) for i in z.infolist())")
        == "\((noise + noise + text).reduce(0) { $0 + Int($1) })")
    #expect(Int(try read([files[0]], "z.infolist()[0].compress_size"))! < text.count / 50, "it is packed")
  }

  @Test("More files than 16 bits count")
  func many() throws {
    let files = (0..<66_000).map { (name: "\($0)", content: Array("\($0)".utf8), deflates: false) }
    #expect(try read(files, "len(z.infolist()), z.read('65999')") == "66000 b'65999'")
  }

  @Test("More bytes than 32 bits count")
  func large() throws {
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let target = try #require(FileHandle(forWritingAtPath: path))
    let chunk = [UInt8](repeating: 0, count: 1 << 20)
    let chunks = 4_097
    func zeros(_ body: ([UInt8]) throws -> Void) throws { for _ in 0..<chunks { try body(chunk) } }
    let file = try PackedFile(deflates: false, to: { _ in }, content: zeros)
    // A file with a hole in the place of the zeros.
    var position: UInt64 = 0
    var zip = ZipWriter(date: (2026, 10, 31)) { bytes in
      if bytes.count < chunk.count {
        try target.seek(toOffset: position)
        try target.write(contentsOf: bytes)
      }
      position += UInt64(bytes.count)
    }
    try zip.add("zeros", file, content: zeros)
    let small = try PackedFile(deflates: false, to: { _ in }) { try $0([42]) }
    try zip.add("small", small) { try $0([42]) }
    try zip.finish()
    try target.close()
    #expect(
      try python("[(i.file_size, i.header_offset > 2**32) for i in z.infolist()], z.read('small')")
        == "[(\(chunks << 20), False), (1, True)] b'*'")
  }
}
