import Foundation
import Store
import TestSupport
import Testing

/// The queue of what is not matched, and decisions on it, asked of the real binary.
@Suite("The API of names that the catalog does not know")
struct UnmatchedAPITests {
  private typealias Object = [String: Any]

  @Test("A name is decided on over HTTP and forgotten at the command line; the queue has it before and after")
  func decided() async throws {
    let run = try await ReconciliationStand()
    defer { run.stop() }
    let file = """
      period,platform,country,tier,isrc,units,amount,currency,external_id,title,artist
      2026-10,spotify,US,premium,,10,0.5,USD,abc,Odd,Nobody
      2026-10,spotify,US,premium,,10,0.25,USD,def,,

      """
    #expect(try await run.upload(Data(file.utf8), "file=own.csv").reconciliation == 1)
    func queue(_ query: String = "") async throws -> [Object] {
      try #require(try await run.finance.get("/v1/unmatched\(query)").body["unmatched"] as? [Object])
    }
    func decide(_ body: String) async throws -> Client.Answer {
      try await run.finance.get("/v1/unmatched/decisions", method: "POST", body: body)
    }
    let first = try await queue()
    #expect(first.map { $0["external_id"] as? String } == ["spotify:abc", "spotify:def"])
    #expect(first[0]["words"] as? [[String: String]] == [["title": "Odd", "artist": "Nobody"]])
    let money = try #require((first[0]["money"] as? [Object])?.first)
    #expect(money["amount"] as? String == "0.500000000000" && money["accepted"] as? String == "0.000000000000")
    let page = try await run.finance.get("/v1/unmatched?limit=1")
    #expect(page.body["next"] as? Int == 1)
    #expect(try await queue("?limit=1&after=1").map { $0["external_id"] as? String } == ["spotify:def"])

    let made = try await decide(
      #"{"external_id":"spotify:abc","verdict":"assigned","recording":"QZLL22600002","reason":"asked them"}"#)
    #expect(made.status == 200 && made.body["compared"] as? [Int] == [1] && made.body["moved"] as? [Int] == [])
    let decision = try #require((made.body["decisions"] as? [Object])?.first)
    #expect(decision["effective"] as? Bool == true && decision["decided_by"] as? String == "test")
    let notOurs = #"{"external_id":"spotify:def","verdict":"not_ours","reason":"another label's"}"#
    #expect(try await decide(notOurs).status == 200)
    #expect(try await queue().isEmpty)
    #expect(try await queue("?all=true").map { $0["verdict"] as? String } == ["not_ours"])
    for (body, status) in [
      (#"{"isrc":"QZLL22600001","verdict":"assigned","recording":"QZLL22600002","reason":"x"}"#, 409),
      (#"{"isrc":"QZLL22600099","upc":"036000291452","verdict":"not_ours","reason":"x"}"#, 422),
      (#"{"upc":"036000291452","verdict":"assigned","reason":"x"}"#, 422),
      (#"{"upc":"036000291452","verdict":"not_ours","recording":"QZLL22600002","reason":"x"}"#, 422),
      (#"{"upc":"036000291452","verdict":"forgotten","reason":"x"}"#, 404),
    ] { #expect(try await decide(body).status == status, "\(body)") }
    let refused = try await run.reader.get("/v1/unmatched/decisions", method: "POST", body: notOurs)
    #expect(refused.status == 403)

    let tool = CommandLineTool(database: run.url)
    _ = try await tool.run("reconcile", "assign", "--external-id", "spotify:abc", "--forget", "--reason", "it was not")
    #expect(try await queue().map { $0["external_id"] as? String } == ["spotify:abc"])
    let decisions = try #require(
      try await run.finance.get("/v1/unmatched/decisions").body["decisions"] as? [Object])
    #expect(decisions.map { $0["verdict"] as? String } == ["forgotten", "not_ours"])
    #expect(decisions.map { $0["version"] as? Int } == [2, 1])
  }
}
