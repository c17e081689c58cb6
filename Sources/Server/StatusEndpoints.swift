import Earnings
import Hummingbird
import Live
import Store

/// What was taken in, who is asking, and whether we are well.
enum StatusEndpoints {
  struct Body: Encodable {
    let accepted_events, quarantined_events, unmatched_plays, unrated_plays: Int64
    let quarantined_by_reason: [String: Int64]
    let freshness: FreshnessBody

    enum CodingKeys: String, CodingKey {
      case accepted_events, quarantined_events, unmatched_plays, unrated_plays, quarantined_by_reason
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(accepted_events, forKey: .accepted_events)
      try container.encode(quarantined_events, forKey: .quarantined_events)
      try container.encode(unmatched_plays, forKey: .unmatched_plays)
      try container.encode(unrated_plays, forKey: .unrated_plays)
      try container.encode(quarantined_by_reason, forKey: .quarantined_by_reason)
      try freshness.encode(to: encoder)
    }
  }

  struct MeBody: Encodable {
    let name: String
    let scopes, subjects: [String]
  }

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/me", tag: "Access", summary: "What the token may do, and for whom", scope: nil,
        example: #"{"name":"demo artist","scopes":["earnings:read"],"subjects":["artist:art-0007"]}"#,
        handle: { call in
          try JSON.response(
            MeBody(
              name: call.grant.name, scopes: call.grant.scopes.map(\.rawValue).sorted(), subjects: call.grant.subjects))
        }),
      Endpoint(
        method: .get, path: "/v1/status", tag: "Status", summary: "How much was taken in, and what waits",
        detail: "Events are events; unmatched and unrated count plays. All over everything ever taken in.",
        scope: .statusRead, needsWholeView: true,
        example:
          #"{"accepted_events":5184,"quarantined_events":10,"quarantined_by_reason":{"bad_isrc":2},"unmatched_plays":21,"unrated_plays":28122,\#(EarningsEndpoints.freshness)}"#,
        handle: { call in
          let state = call.services.book.state
          let all = try await EarningsEndpoints.rows(EarningsQuery(), call.services, turn: call.grant.turn).first?
            .earnings
          return try JSON.response(
            Body(
              accepted_events: state.counts.acceptedEvents, quarantined_events: state.counts.quarantinedEvents,
              unmatched_plays: state.counts.unmatchedPlays, unrated_plays: all?.unratedPlays ?? 0,
              quarantined_by_reason: state.counts.quarantinedByReason, freshness: FreshnessBody(state)))
        }),
    ]
  }
}
