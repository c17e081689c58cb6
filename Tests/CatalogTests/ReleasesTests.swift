import Catalog
import Plays
import Testing

@Suite("Releases of a recording")
struct ReleasesTests {
  private static let today = Day("2026-11-24")!

  /// A row as "A/l-1", "A/l-1 2026-11-01", "B/l-2 yes" or "B/l-2 2026-11-01 no": a barcode and a label, a day, and `primary`.
  private static func row(_ text: String) -> Releases.Row {
    let words = text.split(separator: " ")
    return Releases.Row(
      from: words.dropFirst().lazy.compactMap { Day($0) }.first, owner: owner(words[0]),
      isPrimary: words.contains("yes") ? true : words.contains("no") ? false : nil)
  }

  private static func owner(_ text: Substring) -> Releases.Owner {
    let parts = text.split(separator: "/")
    return Releases.Owner(artist: "a", gtin: String(parts[0]), label: String(parts[1]))
  }

  /// Owners as "A/l-1, B/l-2 from 2026-11-01".
  private static func text(_ owners: Ownership<Releases.Owner>) -> String {
    owners.times.map { "\($0.owner.gtin)/\($0.owner.label)" + ($0.from.map { " from \($0)" } ?? "") }
      .joined(separator: ", ")
  }

  /// The releases after catalogs, each of several rows: that of plays without a barcode first. The same again changes nothing.
  private static func after(_ catalogs: [String]...) throws -> [String] {
    var releases = Releases()
    for rows in catalogs {
      var found: [[String]] = []
      for _ in 1...2 {
        // As it is stored and read again.
        func times(_ owners: Ownership<Releases.Owner>) -> Releases.Times { owners.times.map { ($0.from, $0.owner) } }
        releases = Releases(
          primary: times(releases.primary), releases: releases.releases.map { ($0.number, times($0.owners)) })
        try releases.take(rows.map(row), today: today)
        found.append([text(releases.primary)] + releases.releases.map { "\($0.number): \(text($0.owners))" })
      }
      #expect(found[0] == found[1], "\(rows)")
    }
    return [text(releases.primary)] + releases.releases.map { "\($0.number): \(text($0.owners))" }
  }

  @Test("The usual recording stands on one release, which a single row corrects, as it does a label")
  func one() throws {
    #expect(try Self.after(["A/l-1"]) == ["A/l-1"])
    #expect(try Self.after(["A/l-1 yes"]) == ["A/l-1"])
    #expect(try Self.after(["A/l-1 no"]) == ["A/l-1"], "the only one is primary")
    #expect(try Self.after(["A/l-1"], ["B/l-1"]) == ["B/l-1"])
    #expect(try Self.after(["A/l-1"], ["A/l-1 no"]) == ["A/l-1"])
    #expect(try Self.after(["A/l-1"], ["B/l-2 2026-11-01"]) == ["A/l-1, B/l-2 from 2026-11-01"])
  }

  @Test("Several rows are several releases; the first is primary, or the one that says so, and stays it")
  func several() throws {
    let three = ["S/l-1", "A/l-1", "C/l-2"]
    #expect(try Self.after(three) == ["S/l-1", "1: S/l-1", "2: A/l-1", "3: C/l-2"])
    #expect(try Self.after(["S/l-1"], three) == ["S/l-1", "1: S/l-1", "2: A/l-1", "3: C/l-2"])
    #expect(try Self.after(["A/l-1"], three) == ["A/l-1", "1: A/l-1", "2: S/l-1", "3: C/l-2"], "it was there first")
    #expect(try Self.after(["S/l-1", "C/l-2 yes"]) == ["C/l-2", "1: S/l-1", "2: C/l-2"])
    #expect(try Self.after(three, ["C/l-2 yes"]) == ["C/l-2", "1: S/l-1", "2: A/l-1", "3: C/l-2"])
    #expect(try Self.after(three, ["C/l-2 yes"], three)[0] == "C/l-2", "nobody says that another is")
    #expect(try Self.after(three, ["C/l-2 yes"], ["S/l-1 yes"])[0] == "S/l-1")
    #expect(try Self.after(three, ["A/l-1"]) == ["S/l-1", "1: S/l-1", "2: A/l-1", "3: C/l-2"], "others stay")
  }

  @Test("A single row is another release where it speaks of `primary`, or where there are several already")
  func added() throws {
    #expect(try Self.after(["S/l-1"], ["C/l-2 no"]) == ["S/l-1", "1: S/l-1", "2: C/l-2"])
    #expect(try Self.after(["S/l-1"], ["C/l-2 yes"]) == ["C/l-2", "1: S/l-1", "2: C/l-2"])
    #expect(try Self.after(["S/l-1", "A/l-1"], ["C/l-2"]) == ["S/l-1", "1: S/l-1", "2: A/l-1", "3: C/l-2"])
  }

  @Test("A row corrects the label of its own release, and what is primary follows it")
  func corrected() throws {
    let two = ["S/l-1", "C/l-2"]
    #expect(try Self.after(two, ["S/l-9"]) == ["S/l-9", "1: S/l-9", "2: C/l-2"])
    #expect(try Self.after(two, ["C/l-9"]) == ["S/l-1", "1: S/l-1", "2: C/l-9"])
    #expect(try Self.after(two, ["C/l-9 yes"]) == ["C/l-9", "1: S/l-1", "2: C/l-9"])
  }

  @Test(
    "Each release changes hands on days of its own; plays without a barcode are whose the primary one is on their day")
  func dated() throws {
    let two = ["S/l-1", "C/l-2"]
    #expect(
      try Self.after(two, ["S/l-3 2026-11-01"])
        == ["S/l-1, S/l-3 from 2026-11-01", "1: S/l-1, S/l-3 from 2026-11-01", "2: C/l-2"])
    #expect(
      try Self.after(two, ["C/l-3 2026-11-01"]) == ["S/l-1", "1: S/l-1", "2: C/l-2, C/l-3 from 2026-11-01"])
    #expect(
      try Self.after(two, ["C/l-2 2026-11-01 yes"])
        == ["S/l-1, C/l-2 from 2026-11-01", "1: S/l-1", "2: C/l-2"], "another is primary from a day on")
    #expect(
      try Self.after(two + ["C/l-4 2026-10-10"], ["C/l-2 yes"])
        == ["C/l-2", "1: S/l-1", "2: C/l-2, C/l-2 from 2026-10-10"], "corrects all days")
    #expect(
      try Self.after(two + ["C/l-4 2026-10-10"], ["C/l-4 yes"])
        == ["C/l-2, C/l-4 from 2026-10-10", "1: S/l-1", "2: C/l-2, C/l-4 from 2026-10-10"])
    #expect(
      try Self.after(["S/l-1", "S/l-3 2026-11-01"], ["C/l-2 no"])
        == ["S/l-1, S/l-3 from 2026-11-01", "1: S/l-1, S/l-3 from 2026-11-01", "2: C/l-2"])
    // A recording that has gone to another release altogether, as one release may follow another.
    #expect(
      try Self.after(["S/l-1", "X/l-1 2026-11-01"], ["C/l-2 no"])
        == ["S/l-1, X/l-1 from 2026-11-01", "1: X/l-1", "2: C/l-2"])
  }

  @Test("What contradicts itself is told")
  func faults() {
    #expect(throws: Releases.Fault.beginningless(Day("2026-11-01")!)) { try Self.after(["S/l-1 2026-11-01"]) }
    #expect(throws: Releases.Fault.beginningless(Day("2026-11-01")!)) {
      try Self.after(["S/l-1", "A/l-1"], ["C/l-2 2026-11-01 no"])
    }
    for days in [["X/l-1 2026-11-01", "Y/l-1 2026-11-01"], ["S/l-1 2026-11-01 yes", "A/l-1 2026-11-01 yes"]] {
      #expect(throws: Releases.Fault.severalPrimary(Day("2026-11-01")!)) {
        try Self.after(["S/l-1", "A/l-1"], days)
      }
    }
  }
}
