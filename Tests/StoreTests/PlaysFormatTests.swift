import Plays
import Seeded
import Store
import Testing

@Suite("Plays of a commit in a few bytes")
struct PlaysFormatTests {
  private func cells(_ bytes: [UInt8]) -> [PlayBatch.Cell]? { bytes.withUnsafeBytes(PlaysFormat.cells) }
  private func moments(_ bytes: [UInt8]) -> [PlayAggregator.Moment]? { bytes.withUnsafeBytes(PlaysFormat.moments) }

  private func number(_ random: inout Seeded) -> Int32 {
    Bool.random(using: &random) ? .random(in: 0...2_000, using: &random) : .random(in: 0...Int32.max, using: &random)
  }

  private func plays(_ random: inout Seeded) -> Int64 {
    Int.random(in: 0..<20, using: &random) == 0
      ? .random(in: 1...Int64.max, using: &random) : .random(in: 1...300, using: &random)
  }

  @Test("are read as they were written, whatever they are")
  func roundTrip() {
    var random = Seeded.printed("plays of commits")
    for count in [0, 1, 2, 100, 3_000] {
      let cells = (0..<count).map { _ in
        PlayBatch.Cell(
          track: number(&random), day: .random(in: Int32.min...Int32.max, using: &random), market: number(&random),
          plays: plays(&random))
      }.sorted { ($0.track, $0.day, $0.market) < ($1.track, $1.day, $1.market) }
      #expect(self.cells(PlaysFormat.encode(cells)) == cells)
      let moments = (0..<count).map { _ in
        PlayAggregator.Moment(
          track: number(&random), market: number(&random), second: .random(in: 0...UInt32.max, using: &random),
          plays: plays(&random))
      }.sorted { ($0.track, $0.market, $0.second) < ($1.track, $1.market, $1.second) }
      #expect(self.moments(PlaysFormat.encode(moments)) == moments)
    }
  }

  @Test("take at most 6 bytes a cell where they are many")
  func size() {
    var random = Seeded.printed("plays of a large commit")
    let cells = (0..<400_000).map { _ in
      PlayBatch.Cell(
        track: .random(in: 0..<50_000, using: &random), day: .random(in: 20_000..<20_030, using: &random),
        market: .random(in: 0..<1_200, using: &random), plays: .random(in: 1...100, using: &random))
    }.sorted { ($0.track, $0.day, $0.market) < ($1.track, $1.day, $1.market) }
    #expect(PlaysFormat.encode(cells).count < 400_000 * 6)
  }

  @Test("are nothing for bytes that nobody writes, and never harm")
  func damage() {
    var random = Seeded.printed("damaged plays of commits")
    let cells = [
      PlayBatch.Cell(track: 7, day: 20_000, market: 3, plays: 5), .init(track: 7, day: 20_001, market: 2, plays: 1),
      .init(track: 900, day: 19_000, market: 70_000, plays: .max),
    ]
    let whole = PlaysFormat.encode(cells)
    #expect(self.cells(whole) == cells)
    #expect(self.cells(whole + [0]) == nil, "more than was announced")
    for end in 1..<whole.count { #expect(self.cells(Array(whole[..<end])) == nil, "cut off at \(end)") }
    #expect(self.cells([0] + whole.dropFirst()) == nil, "another version")
    // A number of cells that no memory holds; a track, plays and a number that are too large; no plays.
    #expect(self.cells([1, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1, 0, 0, 1]) == nil)
    #expect(self.cells([1, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 1]) == nil)
    #expect(self.cells([1, 1, 1, 0, 0] + Array(repeating: 0xFF, count: 9) + [1]) == nil)
    #expect(self.cells([1, 1, 1, 0, 0] + Array(repeating: 0xFF, count: 9) + [2]) == nil)
    #expect(self.cells([1, 1, 1, 0, 0, 0]) == nil)
    #expect(self.cells([1, 1, 1, 0, 0, 1])?.count == 1)
    for _ in 0..<20_000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      _ = self.cells(bytes)
      _ = moments(bytes)
    }
  }
}
