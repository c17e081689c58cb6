import Foundation
import Seeded
import Sheets
import TestSupport
import Testing

@Suite("Damaged files of sheets")
struct DamageTests {
  private enum Outcome: Equatable {
    case read([SheetRow])
    case refused
  }

  private static let sample: MadeBook = {
    var book = MadeBook(
      (1...40).map { row in
        "<row r=\"\(row)\"><c r=\"A\(row)\" t=\"s\"><v>\(row % 3)</v></c><c r=\"B\(row)\" s=\"1\"><v>\(46_000 + row)</v></c>"
          + "<c r=\"D\(row)\"><f>1/\(row)</f><v>0.\(row)1234567</v></c>"
          + "<c r=\"F\(row)\" t=\"inlineStr\"><is><t>row &amp; \(row)_x000D_</t></is></c></row>"
      }.joined())
    book.texts = "<si><t>one</t></si><si><r><t>tw</t></r><r><t>o</t></r></si><si><t>three</t></si>"
    book.formats = ["yyyy\\-mm\\-dd"]
    return book
  }()

  /// Reads a file, which must be read or refused in words.
  private func outcome(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> Outcome {
    let path = "\(folder.path)/damaged.xlsx"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    do {
      let file = try Sheets(path: path, called: "damaged.xlsx")
      var rows: [SheetRow] = []
      for name in file.names { try file.read(name) { rows.append($0) } }
      #expect(file.mostKept < 1 << 20)
      return .read(rows)
    } catch {
      #expect(error is SheetError, "\(error)")
      #expect("\(error)".hasPrefix("damaged.xlsx"), "\(error)")
      return .refused
    }
  }

  @Test("A file that is cut anywhere is refused", arguments: [true, false])
  func cut(deflates: Bool) throws {
    let folder = try TemporaryFolder()
    let bytes = try Self.sample.packed(deflates: deflates)
    var random = Seeded(seed: 11)
    for length in (0..<100).map({ _ in Int.random(in: 0..<bytes.count, using: &random) }) + [bytes.count - 1, 21, 22] {
      #expect(try outcome(Array(bytes.prefix(length)), in: folder) == .refused, "the first \(length) bytes")
    }
  }

  @Test(
    "Bytes that are flipped, put in, taken out or swapped give the same rows or a refusal", arguments: UInt64(1)...8)
  func flipped(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var random = Seeded(seed: seed)
    let bytes = try Self.sample.packed(deflates: seed % 2 == 0)
    let whole = try outcome(bytes, in: folder)
    guard case .read(let rows) = whole, rows.count == 40 else { throw CancellationError() }
    var refused = 0
    for round in 0..<100 {
      var damaged = bytes
      let place = Int.random(in: 0..<(bytes.count - 64), using: &random)
      switch round % 4 {
      case 0: damaged[place] ^= UInt8.random(in: 1...255, using: &random)
      case 1:
        damaged.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 2: damaged.removeSubrange(place..<(place + Int.random(in: 1...64, using: &random)))
      default:
        let other = Int.random(in: 0..<(bytes.count - 64), using: &random)
        for offset in 0..<32 { damaged.swapAt(place + offset, other + offset) }
      }
      let found = try outcome(damaged, in: folder)
      if found == .refused { refused += 1 } else { #expect(found == whole, "seed \(seed), round \(round)") }
    }
    #expect(refused > 60)
  }

  /// The checksums are right here: what is damaged is the XML that they are of.
  @Test("Damaged XML, and parts in the place of others, are read or refused", arguments: UInt64(1)...12)
  func parts(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var random = Seeded(seed: seed)
    var (read, refused) = (0, 0)
    for round in 0..<50 {
      var book = Self.sample
      let parts = book.content
      let one = parts.randomElement(using: &random)!
      let other = parts.randomElement(using: &random)!
      if round % 5 == 0 {
        (book.parts[one.name], book.parts[other.name]) = (other.text, one.text)
      } else {
        var characters = Array(one.text)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let place = Int.random(in: 0..<characters.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: characters[place] = "<>&\"/ 09-.ArcvtsE\u{0}é".randomElement(using: &random)!
          case 1: characters.remove(at: place)
          case 2: characters.insert("<>&\"/ 09-.ArcvtsE]\u{1F600}".randomElement(using: &random)!, at: place)
          default: characters.swapAt(place, Int.random(in: 0..<characters.count, using: &random))
          }
          if characters.isEmpty { characters = ["x"] }
        }
        book.parts[one.name] = String(characters)
      }
      if try outcome(try book.packed(), in: folder) == .refused { refused += 1 } else { read += 1 }
    }
    #expect(refused > 10 && read > 0, "\(refused) refused, \(read) read")
  }
}
