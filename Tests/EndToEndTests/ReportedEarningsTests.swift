import Foundation
import TestSupport
import Testing

/// Figures of accepted reports beside the estimate, in answers about earnings.
@Suite("Reported figures beside estimates")
struct ReportedEarningsTests {
  private struct World {
    let run: CaseWorld
    let api: CaseAPI

    init() async throws {
      run = try await CaseWorld()
      let files = "\(CaseWorld.files)/fine"
      try await run.tool.run("import", "plays", "\(files)/plays.ndjson")
      api = try await CaseAPI(run)
      try await run.tool.run("reconcile", "import", "\(files)/report-minus1.csv")
    }

    func reported(_ path: String, _ client: Client? = nil) async throws -> [String: Any]? {
      let answer = try await (client ?? api.client).get(path)
      #expect(answer.status == 200 && answer.body.keys.contains("reported"), "\(answer.text)")
      return answer.body["reported"] as? [String: Any]
    }

    /// Asks until the server has followed the reports, which takes a moment.
    func eventuallyReported(_ path: String, _ holds: @escaping ([String: Any]) -> Bool) async throws -> Bool {
      try await eventually { try await reported(path).map(holds) ?? false }
    }
  }

  private static func gross(_ figures: [String: Any]?) -> [String: String]? { figures?["gross"] as? [String: String] }

  @Test("What accepted reports say stands beside the estimate, for whole months alone, and goes with its withdrawal")
  func beside() async throws {
    let world = try await World()
    let all = "/v1/earnings?from=2026-10-01&to=2026-10-31&group_by=artist&currency=USD"
    #expect(try await world.reported(all) == nil, "nothing was ever accepted")
    let before = try await world.api.client.get(all).body["total"] as? [String: Any]
    try await world.run.tool.run("reconcile", "accept", "1")
    // Of 24 dollars for plays a fine of 10 was kept.
    let follows = try await world.eventuallyReported(all) {
      Self.gross($0["total"] as? [String: Any]) == ["USD": "14.000000000000"]
    }
    #expect(follows)
    let reported = try #require(try await world.reported(all))
    #expect(reported["months"] as? [String] == ["2026-10"])
    let total = reported["total"] as? [String: Any]
    #expect(total?["plays"] as? Int == 6_000, "a fine's unit is no play")
    #expect((total?["converted"] as? [String: Any])?["amount"] as? String == "14.000000000000")
    let rows = try #require(reported["rows"] as? [[String: Any]])
    #expect(rows.map { $0["key"] as? String } == ["art-mira", "art-odo"] && rows[0]["name"] as? String == "Mira Vole")
    let sums = rows.compactMap { Self.gross($0)?["USD"] }.map { Decimal(string: $0)! }
    #expect(sums.reduce(0, +) == 14)
    let after = try await world.api.client.get(all).body["total"] as? [String: Any]
    #expect(Self.gross(after) == Self.gross(before) && after?["plays"] as? Int == before?["plays"] as? Int)

    for (question, months) in [("from=2026-10-02", []), ("to=2026-10-30", []), ("", ["2026-10"]), ("group_by=day", [])]
    {
      let reported = try await world.reported("/v1/earnings?\(question)")
      #expect(reported?["months"] as? [String] == months, "\(question)")
    }
    for group in ["album", "track", "label", "platform", "country", "tier", "month"] {
      let rows = try await world.reported("/v1/earnings?group_by=\(group)")?["rows"] as? [[String: Any]] ?? []
      let sum = rows.compactMap { Self.gross($0)?["USD"] }.reduce(Decimal(0)) { $0 + Decimal(string: $1)! }
      #expect(sum == 14, "\(group): \(rows)")
    }
    #expect(try await world.reported("/v1/earnings?country=DE")?["months"] as? [String] == ["2026-10"])
    #expect(try await world.reported("/v1/earnings?platform=deezer")?["months"] as? [String] == [])
    // The same by the command line, byte for byte but for the moment.
    let told = try await world.run.tool.json(
      "earnings", "--from", "2026-10-01", "--to", "2026-10-31", "--by", "artist", "--currency", "USD")
    #expect(NSDictionary(dictionary: told["reported"] as? [String: Any] ?? [:]).isEqual(to: reported))

    try await world.run.tool.run("reconcile", "withdraw", "1", "--reason", "not ours")
    #expect(try await world.eventuallyReported(all) { $0["months"] as? [String] == [] })
    let gone = try #require(try await world.reported(all))
    #expect(Self.gross(gone["total"] as? [String: Any]) == [:] && (gone["rows"] as? [Any])?.isEmpty == true)
  }

  @Test("Who may see one artist is told that artist's reported figures alone")
  func subjects() async throws {
    let world = try await World()
    try await world.run.tool.run("reconcile", "accept", "1")
    let made = try await world.run.tool.json(
      "tokens", "create", "Odo", "--scope", "earnings:read", "--subject", "artist:art-odo")
    var client = world.api.client
    client.token = made["token"] as? String
    let odo = client
    let path = "/v1/artists/art-odo/earnings"
    let everything = try await eventually { try await world.reported(path) != nil }
    #expect(everything)
    let seen = try await world.reported(path, odo)
    let whole = try await world.reported(path)
    #expect(Self.gross(seen?["total"] as? [String: Any]) == Self.gross(whole?["total"] as? [String: Any]))
    #expect(try await odo.get("/v1/artists/art-mira/earnings").status == 404)
    let both = "/v1/tracks/QZTST2600001/earnings"
    #expect(try await odo.get(both).status == 404)
  }
}
