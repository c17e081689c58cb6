import PlatformReports
import Plays
import Testing

@Suite("What a file is shows at its beginning")
struct RecognitionTests {
  @Test(
    "An unknown beginning is refused, naming what is known and what was there",
    arguments: [
      "hello\nworld\n", "\n", "isrc;units\n", "HEAD\n", "period,plays\n", "{\"event_id\":1}\n", "Start Date\n",
    ])
  func unknown(text: String) throws {
    let error = try refusal(text)
    #expect(error.line == 1)
    #expect(error.reason.contains(text.split(separator: "\n").first?.replacing("\"", with: "\"").prefix(5) ?? "\"\""))
    for format in shipped.formats { #expect(error.reason.contains(format.name)) }
    #expect(shipped.formats.count >= 4)
  }

  @Test("What is shown of it is cut, and cannot move the cursor")
  func safe() throws {
    let error = try refusal("\u{1B}[2J\u{202E}\r" + String(repeating: "é", count: 5000) + "\n")
    #expect(error.reason.contains("\\u{1b}[2J\\u{202e}"))
    #expect(error.reason.utf8.count < 1000)
    #expect(error.reason.contains("…"))
    #expect(error.reason.contains("CR alone"))
  }

  @Test(
    "Other encodings and files are named",
    arguments: [
      ([0xFF, 0xFE, 0x70, 0x00, 0x0A, 0x00], "begins with \"p\""), ([0xFE, 0xFF, 0x00, 0x70], "begins with \"p\""),
      ([0xFF, 0xFE, 0x00, 0xD8, 0x0A, 0x00], "not UTF-16"), ([0xFF, 0xFE, 0x70], "within a character"),
      ([0xFF, 0xFE, 0x00, 0x00, 0x70, 0, 0, 0], "UTF-32"), ([0x70, 0x00, 0x65, 0x00, 0x0A, 0x00], "NUL"),
      ([0x1F, 0x8B, 0x08, 0x00], "gzip"), ([0x50, 0x4B, 0x03, 0x04, 0x0A], "Excel"), ([0x70, 0xE9, 0x0A], "not UTF-8"),
      ([], "empty"), ([0xEF, 0xBB, 0xBF], "no report format"),
    ] as [([UInt8], String)])
  func encodings(bytes: [UInt8], names: String) throws {
    for chunk in [1, 100] {
      let error = try #require(#expect(throws: ReportError.self) { try read(bytes, chunk: chunk) })
      #expect(error.line == 1)
      #expect(error.reason.contains(names), "\(error)")
    }
  }

  @Test("Latin-1 and NUL bytes further on are refused where they stand")
  func foreignBytes() throws {
    let head = Array(own().utf8)
    let good = Array("2026-10,spotify,DE,B,QZLL22600001,1,1,EUR\n".utf8)
    for (byte, names) in [(UInt8(0xE9), "save the file as UTF-8"), (0, "NUL")] {
      let bad = good.map { $0 == UInt8(ascii: "B") ? byte : $0 }
      let error = try #require(#expect(throws: ReportError.self) { try read(head + good + bad + good, chunk: 3) })
      #expect(error.line == 3)
      #expect(error.column == "tier")
      #expect(error.reason.contains(names))
    }
  }

  @Test("A line of ten megabytes is refused before it is kept")
  func longLines() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 10 << 20)
    for start in ["", own(), distroKid(), apple(), "HEAD\t1\n"] {
      for chunk in [1000, 10 << 20] {
        let error = try #require(
          #expect(throws: ReportError.self) { try read(Array(start.utf8) + long, chunk: chunk) })
        if start != "HEAD\t1\n" {
          #expect(error.line == start.count { $0 == "\n" } + 1)
          #expect(error.reason.contains("64 KiB"))
        }
      }
    }
    var fits = Array("2026-10,spotify,DE,free,QZLL22600001,1,1,EUR".utf8)
    fits += [UInt8](repeating: 0x20, count: ReportReader.maximumLineBytes - fits.count)
    for end in ["", "\n", "\r\n"] {
      #expect(try read(Array(own().utf8) + fits + Array(end.utf8), chunk: 777).rows.count == 1)
    }
    #expect(throws: ReportError.self) { try read(Array(own().utf8) + fits + [0x20]) }
    #expect(throws: ReportError.self) { try read(Array(own().utf8) + fits + [0x20, 0x0A]) }
  }

  @Test("After a refusal a reader says the same again, and after the end it is done")
  func spent() throws {
    var reader = ReportReader(shipped, file: "report.csv") { _ in }
    let bytes = Array(String(repeating: "hello\n", count: 40).utf8)
    func feed(_ bytes: [UInt8], _ reader: inout ReportReader) throws {
      try bytes.withUnsafeBytes { try reader.read($0) }
    }
    var errors: [ReportError] = []
    for _ in 0..<2 {
      do { try feed(bytes, &reader) } catch let error as ReportError { errors.append(error) }
    }
    do { _ = try reader.finish() } catch let error as ReportError { errors.append(error) }
    #expect(errors.count == 3)
    #expect(Set(errors).count == 1)

    var whole = ReportReader(shipped, file: "report.csv") { _ in }
    try whole.read(UnsafeRawBufferPointer(start: nil, count: 0))
    try feed(Array(own("2026-10,spotify,DE,free,QZLL22600001,1,1,EUR").utf8), &whole)
    try whole.read(UnsafeRawBufferPointer(start: nil, count: 0))
    #expect(try whole.finish().rows == 1)
    do {
      _ = try whole.finish()
      Issue.record("a reader gave its summary twice")
    } catch let error as ReportError {
      #expect(error.reason.contains("read to its end"))
    }
  }

  @Test("What the taker of rows throws ends the reading")
  func takerThrows() throws {
    struct Full: Error {}
    let bytes = Array(own("2026-10,spotify,DE,free,QZLL22600001,1,1,EUR", "x").utf8)
    #expect(throws: Full.self) { try read(bytes) { _ in throw Full() } }
  }
}
