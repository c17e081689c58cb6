import Postgres
import Reconciliation
import TestSupport
import Testing

/// Words that the program and the database both know.
@Suite("The words of comparisons")
struct VocabularyTests {
  @Test("The database takes the statuses and the verdicts that there are, and no others")
  func checks() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    func words(_ constraint: String) throws -> Set<String> {
      let check = try db.query("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = \(constraint)")[0]
      return Set(check.text(0).matches(of: #/'([a-z_]+)'/#).map { String($0.1) })
    }
    #expect(try words("status_is_known") == Set(LineStatus.allCases.map(\.rawValue)))
    #expect(try words("verdict_is_known") == Set(PlatformMonthVerdict.allCases.map(\.rawValue)))
  }

  @Test("A line has a column for each part of the variance, and they sum to it")
  func parts() async throws {
    let db = try Connection(url: await ScratchServer.shared.database())
    let check = try db.query(
      "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'parts_sum_to_the_variance'")[0].text(0)
    let sum = check.prefix { $0 != "=" }
    #expect(Set(sum.matches(of: #/[a-z_]+/#).map { String($0.0) }) == Set(VariancePart.allCases.map(\.rawValue)))
  }
}
