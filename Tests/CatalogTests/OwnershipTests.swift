import Catalog
import Plays
import Testing

@Suite("Whose a recording is, by the day")
struct OwnershipTests {
  private static let today = Day("2026-11-24")!

  /// Owners as "A, B from 2026-11-01", after rows as "B 2026-11-01", and "A" for one without a day.
  private static func after(_ owners: String, _ rows: String..., today: Day = today) throws -> String {
    let times = owners.split(separator: ", ").map { $0.split(separator: " ") }
    var ownership = Ownership<Substring>(times.map { ($0.count > 1 ? Day($0[2]) : nil, $0[0]) })
    let rows = rows.map { $0.split(separator: " ") }
    try ownership.take(
      rows.first { $0.count == 1 }?[0], dated: rows.filter { $0.count > 1 }.map { (Day($0[1])!, $0[0]) }, today: today)
    return ownership.times.map { "\($0.owner)" + ($0.from.map { " from \($0)" } ?? "") }.joined(separator: ", ")
  }

  @Test("A row with a day leaves earlier days as they are, and holds until the next")
  func dated() throws {
    #expect(try Self.after("A", "B 2026-11-01") == "A, B from 2026-11-01")
    #expect(try Self.after("A, B from 2026-11-01", "C 2026-10-15") == "A, C from 2026-10-15, B from 2026-11-01")
    #expect(try Self.after("A, B from 2026-11-01", "C 2026-11-01") == "A, C from 2026-11-01")
    #expect(try Self.after("A, B from 2026-11-01", "B 2026-11-20") == "A, B from 2026-11-01", "they have it already")
    #expect(try Self.after("A", "C 2026-11-10", "B 2026-11-01") == "A, B from 2026-11-01, C from 2026-11-10")
  }

  @Test("A row without a day that names the present owner, or the last, says nothing; another corrects all days")
  func undated() throws {
    #expect(try Self.after("", "A") == "A")
    #expect(try Self.after("A", "B") == "B")
    #expect(try Self.after("A, B from 2026-11-01", "B") == "A, B from 2026-11-01")
    #expect(try Self.after("A, B from 2026-11-01", "A") == "A, A from 2026-11-01")
    #expect(try Self.after("A, B from 2026-12-01", "A") == "A, B from 2026-12-01", "it is A's today")
    #expect(try Self.after("A, B from 2026-12-01", "B") == "A, B from 2026-12-01", "and will be B's")
    #expect(try Self.after("A, B from 2026-12-01", "C") == "C, C from 2026-12-01")
  }

  @Test("Beside rows with days it is of the days before the first of them, and the same again changes nothing")
  func both() throws {
    #expect(try Self.after("", "B 2026-11-01", "A") == "A, B from 2026-11-01")
    #expect(try Self.after("A, B from 2026-11-01", "A", "B 2026-11-01") == "A, B from 2026-11-01")
    #expect(try Self.after("A, B from 2026-11-01", "C", "B 2026-11-01") == "C, B from 2026-11-01")
    #expect(
      try Self.after("A, B from 2026-11-01, C from 2026-11-10", "A", "B 2026-11-01")
        == "A, B from 2026-11-01, C from 2026-11-10")
    #expect(throws: Ownership<Substring>.Beginningless.self) { try Self.after("", "B 2026-11-01") }
  }
}
