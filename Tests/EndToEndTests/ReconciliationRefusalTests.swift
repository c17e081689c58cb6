import Foundation
import Ledger
import Plays
import Posting
import Postgres
import Store
import TestSupport
import Testing

/// What the API of reconciliation does not take, and what its documentation says.
@Suite("Refusals of reconciliation", .serialized)
struct ReconciliationRefusalTests {
  @Test("What cannot be read is refused with file, line and reason, and nothing is kept of it")
  func damaged() async throws {
    let run = try await ReconciliationStand()
    defer { run.stop() }
    let text = String(decoding: ReconciliationStand.report, as: UTF8.self)
    let wrong = try await run.upload(Data(text.replacing(",1051,", with: ",1O51,").utf8))
    #expect(wrong.status == 422 && wrong.body["type"] as? String == "/docs#problem-bad-file")
    let said = wrong.body["detail"] as? String ?? ""
    #expect(said.contains(#"report-spotify-2026-10.csv: line 2, column "units": "1O51""#), "\(said)")
    let packed = try ReconciliationStand.packed()
    let cut = try await run.upload(packed.prefix(300), "")
    #expect(cut.status == 422 && (cut.body["detail"] as? String)?.hasPrefix("upload: ") == true, "\(cut.text)")
    #expect(try await run.upload(Data(), "file=empty.csv").status == 422)
    #expect(try run.count("platform_reports") == 0 && run.count("platform_report_lines") == 0)
    // One that says how large it is need not be sent to be refused.
    let large = try Command(
      "/usr/bin/curl",
      [
        "-s", "-X", "POST", "-H", "Authorization: Bearer \(run.finance.token!)", "-H", "Content-Length: 5000000000",
        "--max-time", "10", "http://127.0.0.1:\(run.port)/v1/reconciliations",
      ])
    try await large.wait()
    #expect(large.standardOutput.contains("at most 4 GiB"), "\(large.standardOutput)")
  }

  @Test("Who may not write the books sends nothing, and parameters that nobody knows are refused")
  func refused() async throws {
    let run = try await ReconciliationStand()
    defer { run.stop() }
    #expect(try await run.upload(ReconciliationStand.report, by: run.artist).status == 403)
    #expect(try await run.upload(ReconciliationStand.report, by: run.reader).status == 403)
    #expect(try run.count("platform_report_lines") == 0)
    _ = try await run.upload(ReconciliationStand.report)
    #expect(try await run.reader.get("/v1/reconciliations/1").status == 200)
    #expect(try await run.artist.get("/v1/reconciliations").status == 403)
    for decision in ["match", "accept", "reject"] {
      let path = "/v1/reconciliations/1/\(decision)"
      #expect(try await run.reader.get(path, method: "POST", body: #"{"reason":"no"}"#).status == 403)
    }
    #expect((try await run.get("/1")).reportStatus == "received")
    for (path, said) in [
      ("?perod=2026-10", #"nearest is \"period\""#), ("?period=October", "a period such as"),
      ("?limit=0", "1 to 1000"), ("/1?by=artist", "by is one of"), ("/1/lines?status=lost", "status is one of"),
      ("/1/lines?country=Atlantis", "country is"), ("/1/lines?isrc=1", "isrc is an ISRC such as"),
      ("/1/lines?after=99999999999", "an earlier answer"), ("/1/export?format=pdf", "format is one of"),
    ] {
      let answer = try await run.get(path)
      #expect(answer.status == 400 && answer.text.contains(said), "\(path): \(answer.text)")
    }
    let unknown = try await run.upload(ReconciliationStand.report, "fil=x")
    #expect(unknown.status == 400 && unknown.text.contains(#"nearest is \"file\""#))
  }

  @Test("What the documentation shows is what answers have")
  func examples() async throws {
    let run = try await ReconciliationStand()
    defer { run.stop() }
    let upload = try await run.upload(ReconciliationStand.report).body
    let paths = try #require(
      try await run.finance.get("/openapi.json").body["paths"] as? [String: [String: [String: Any]]])
    func example(_ path: String, _ method: String = "get") -> [String: Any]? {
      let responses = paths["/v1/reconciliations\(path)"]?[method]?["responses"] as? [String: Any]
      let content = (responses?["200"] as? [String: Any])?["content"] as? [String: [String: Any]]
      return content?["application/json"]?["example"] as? [String: Any]
    }
    for (path, answer) in [
      ("", try await run.get("?limit=1").body), ("/{id}", try await run.get("/1").body),
      ("/{id}/lines", try await run.get("/1/lines?limit=1").body),
      ("/{id}/lines/{line}", try await run.get("/1/lines/1").body),
    ] {
      let shown = try #require(example(path), "\(path)")
      // There is one page only.
      #expect(Self.shape(shown).subtracting(["next"]) == Self.shape(answer).subtracting(["next"]), "\(path)")
    }
    #expect(try Self.shape(#require(example("", "post"))) == Self.shape(upload))
    let parameters = try #require(
      paths["/v1/reconciliations/{id}/lines/{line}"]?["get"]?["parameters"] as? [[String: Any]])
    #expect(parameters.map { $0["name"] as! String } == ["id", "line"])
  }

  /// The names in an answer, those of a list by its first item; counts by status are not names.
  private static func shape(_ value: Any, _ path: String = "") -> Set<String> {
    if let list = value as? [Any] { return list.first.map { shape($0, path) } ?? [] }
    guard let object = value as? [String: Any] else { return [] }
    return object.reduce(into: []) { names, pair in
      let name = path.isEmpty ? pair.key : "\(path).\(pair.key)"
      names.insert(name)
      if name != "lines" || pair.value is [Any] { names.formUnion(shape(pair.value, name)) }
    }
  }
}
