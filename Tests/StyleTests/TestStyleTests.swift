import Testing

/// Rules of CONTRIBUTING.md for tests, as far as they can be read off their text.
@Suite("Tests")
struct TestStyleTests {
  @Test("wait for what they wait for: only what polls, and what lets a random time pass, sleeps")
  func sleeps() {
    let found = TextFiles.tests.matching(
      /Task\.sleep|Thread\.sleep|\busleep\(|\bnanosleep\(/,
      but: [
        "Tests/TestSupport/Client.swift", "Tests/TestSupport/Command.swift", "Tests/TestSupport/Pause.swift",
        "Tests/StyleTests/",
      ])
    #expect(found.isEmpty, "wait with eventually or Command.line; a random moment is randomMoment: \(found)")
  }

  @Test("that are random draw from a generator whose seed is printed")
  func seeds() {
    let found = TextFiles.tests.matching(
      /\.random(Element)?\(|\.shuffled\(|SystemRandomNumberGenerator/, but: ["Tests/Seeded/", "Tests/StyleTests/"]
    ).filter { !$0.text.contains("using:") }
    #expect(found.isEmpty, "draw with `using:` from a Seeded: \(found)")
  }

  @Test("alter what triggers guard in one way, that several nodes know too")
  func forging() {
    let found = TextFiles.tests.matching(
      /session_replication_role/, but: ["Tests/TestSupport/Forging.swift", "Tests/StyleTests/"])
    #expect(found.isEmpty, "alter it by Connection.forge: \(found)")
  }

  @Test("look at fields, not for digits in a text")
  func digits() {
    let found = TextFiles.tests.matching(/\.contains\(#?"[0-9]+"#?\)/, but: ["Tests/StyleTests/"])
    #expect(found.isEmpty, "a time or an id may have those digits too: \(found)")
  }
}
