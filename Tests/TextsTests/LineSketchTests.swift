import Seeded
import Testing
import Texts

@Suite("Samples of lines")
struct LineSketchTests {
  private func hash(_ line: String) -> Int64 { Array(line.utf8).withUnsafeBytes { LineSketcher.hash($0) } }

  private func sketch(_ lines: some Sequence<String>) -> LineSketch {
    let sketcher = LineSketcher()
    for line in lines { Array(line.utf8).withUnsafeBytes { sketcher.add($0) } }
    return sketcher.sketch
  }

  @Test(
    "A line's hash is what it always was: it is kept with files",
    arguments: [
      ("", -2_004_652_674_569_430_728), ("{}", 2_820_497_872_028_790_027), ("12345678", -5_582_731_958_937_906_289),
      ("0123456789abcdef", -397_690_734_790_969_851),
      (
        #"{"isrc":"QZTST2600001","played_at":"2026-10-10T12:00:01Z","platform":"spotify","country":"US"}"#,
        7_046_489_804_460_354_063
      ),
    ] as [(String, Int64)])
  func stable(line: String, expected: Int64) {
    #expect(hash(line) == expected)
    #expect(hash(line + "\r") == expected, "a carriage return is no part of it")
  }

  @Test("Lines of any length have hashes of their own, and each byte counts")
  func bytes() {
    var seen: Set<Int64> = []
    var count = 0
    for length in 0...100 {
      let line = [UInt8](repeating: 0x61, count: length)
      seen.insert(line.withUnsafeBytes { LineSketcher.hash($0) })
      count += 1
      for place in 0..<length {
        var other = line
        other[place] = 0x62
        seen.insert(other.withUnsafeBytes { LineSketcher.hash($0) })
        count += 1
      }
    }
    #expect(seen.count == count)
  }

  @Test("It has the smallest hashes of the distinct lines, however often and in which order they come")
  func smallest() {
    var random = Seeded(seed: 1)
    for count in [0, 1, 30, 1_023, 1_024, 1_025, 5_000, 60_000] {
      let lines = (0..<count).map { "line \($0) of \(count)" }
      let repeated = lines + (0..<count).map { _ in lines[Int.random(in: 0..<count, using: &random)] }
      let expected = Array(Set(lines.map(hash)).sorted().prefix(LineSketch.limit))
      #expect(sketch(repeated.shuffled(using: &random)).hashes == expected, "\(count) lines")
    }
  }

  @Test("The share of lines that stand in another is exact for few, near for many, and nothing where none does")
  func share() {
    func lines(_ range: Range<Int>) -> LineSketch { sketch(range.lazy.map { "line \($0)" }) }
    #expect(lines(20..<40).share(in: lines(0..<30)) == .init(shared: 10, compared: 20))
    #expect(lines(0..<30).share(in: lines(20..<40)).percent == 33)
    #expect(lines(0..<1_000).share(in: lines(0..<1_000)).percent == 100)
    #expect(lines(0..<0).share(in: lines(0..<10)) == .init(shared: 0, compared: 0))
    #expect(!lines(0..<0).share(in: lines(0..<10)).isOverlap)
    #expect(!lines(0..<50_000).share(in: lines(50_000..<200_000)).isOverlap)
    for (text, other, percent) in [
      (0..<100_000, 90_000..<200_000, 10), (0..<100_000, 50_000..<90_000, 40), (0..<20_000, 0..<400_000, 100),
    ] {
      let share = lines(text).share(in: lines(other))
      #expect(abs(share.percent - percent) <= 6 && share.isOverlap, "\(share) of \(percent) %")
    }
    #expect(LineSketch.Share(shared: 1, compared: 20).isOverlap && !LineSketch.Share(shared: 1, compared: 21).isOverlap)
    let known = Set(lines(0..<25).hashes)
    #expect(lines(20..<40).share(in: lines(0..<30), apartFrom: known) == .init(shared: 5, compared: 20))
  }
}
