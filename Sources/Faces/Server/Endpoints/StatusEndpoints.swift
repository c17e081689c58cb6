import Answers

/// Counts of what was taken in, and who is asking.
enum StatusEndpoints {
  struct MeBody: Codable {
    let name: String
    let scopes: [Scope]
    /// Empty for a token that sees everything.
    let subjects: [String]
  }

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/me", tag: "Access", summary: "What the token may do, and for whom", scope: nil,
        example: #"{"name":"demo artist","scopes":["earnings:read"],"subjects":["artist:art-0007"]}"#,
        handle: .answer { call in
          MeBody(
            name: call.grant.name, scopes: call.grant.scopes.sorted { $0.rawValue < $1.rawValue },
            subjects: call.grant.subjects)
        }),
      Endpoint(
        method: .get, path: "/v1/status", tag: "Status", summary: "How much was taken in, and what waits",
        detail: "Events are events; unmatched and unrated count plays. All over everything ever taken in.",
        scope: .statusRead, needsWholeView: true,
        example:
          #"{"accepted_events":5184,"quarantined_events":10,"quarantined_by_reason":{"bad_isrc":2},"repeated_events":0,"unmatched_plays":21,"unrated_plays":28122,\#(EarningsEndpoints.freshness)}"#,
        handle: .ask { _ in Status() }),
      Endpoint(
        method: .post, path: "/v1/quarantine/replay", work: .run, tag: "Status",
        summary: "Count what was quarantined for want of a platform's rates",
        detail: "Events that stand in quarantine as unknown_platform, and whose platform has rates now, are counted as "
          + "they would have been when they were received. Each leaves quarantine in the transaction that counts it; "
          + "what is still not accepted stays, under the reason that it has now.",
        scope: .termsWrite, needsWholeView: true, example: #"{"replayed_events":1200,"waiting_events":0}"#,
        handle: .carryOut { _ in ReplayQuarantine() }),
    ]
  }
}
