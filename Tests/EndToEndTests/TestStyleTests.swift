import Foundation
import TestSupport
import Testing

/// What CONTRIBUTING.md says of tests, where it can be read off their text.
@Suite("Tests")
struct TestStyleTests {
  private struct Line: CustomStringConvertible {
    let description: String
    let file: String
    let text: String
  }

  /// Every line of every test but this file's.
  private static let lines: [Line] = {
    let files = FileManager.default.enumerator(atPath: "\(Project.root)/Tests")!.compactMap { $0 as? String }
      .filter { $0.hasSuffix(".swift") && !$0.hasSuffix("/TestStyleTests.swift") }.sorted()
    return files.flatMap { file in
      let text = (try? String(contentsOfFile: "\(Project.root)/Tests/\(file)", encoding: .utf8)) ?? ""
      return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { number, text in
        Line(description: "Tests/\(file):\(number + 1): \(text)", file: file, text: String(text))
      }
    }
  }()

  private func matching(_ pattern: some RegexComponent, but allowed: Set<String> = []) -> [Line] {
    #expect(Self.lines.count > 5_000, "the tests are found")
    return Self.lines.filter { !allowed.contains($0.file) && $0.text.contains(pattern) }
  }

  @Test("wait for what they wait for: only what polls, and what lets a random time pass, sleeps")
  func sleeps() {
    let polling: Set = ["TestSupport/Client.swift", "TestSupport/Command.swift", "TestSupport/Pause.swift"]
    let found = matching(/Task\.sleep|Thread\.sleep|\busleep\(|\bnanosleep\(/, but: polling)
    #expect(found.isEmpty, "wait with eventually or Command.line; a random moment is randomMoment: \(found)")
  }

  @Test("that are random draw from a generator whose seed is printed")
  func seeds() {
    let found = matching(/\.random(Element)?\(|\.shuffled\(|SystemRandomNumberGenerator/, but: ["Seeded/Seeded.swift"])
      .filter { !$0.text.contains("using:") }
    #expect(found.isEmpty, "draw with `using:` from a Seeded: \(found)")
  }

  @Test("look at fields, not for digits in a text")
  func digits() {
    let found = matching(/\.contains\(#?"[0-9]+"#?\)/)
    #expect(found.isEmpty, "a time or an id may have those digits too: \(found)")
  }
}
