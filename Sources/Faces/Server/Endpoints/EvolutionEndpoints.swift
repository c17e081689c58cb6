import Answers
import Schemas

/// Plays and estimated earnings over time.
enum EvolutionEndpoints {
  static var all: [Endpoint] {
    let period: [Endpoint.Parameter] = [
      .init(name: "from", what: "the first moment: a day, or RFC 3339", type: .moment, example: "2026-11-22T12:00:00Z"),
      .init(name: "to", what: "the last moment, included; a day is all of it", type: .moment),
    ]
    return [
      Endpoint(
        method: .get, path: "/v1/evolution", tag: "Evolution", summary: "Plays and estimated earnings over time",
        detail: "Seconds are kept for 5 minutes, minutes for an hour; hours of what was taken in within two days of "
          + "being played, by artist and label (album and track filters do not apply); days for good. Without from and "
          + "to: the last 2 minutes, 60 minutes, 48 hours, 30 days. Moments without plays are left out.",
        scope: .earningsRead,
        parameters: [
          .init(
            name: "granularity", what: "how long a point is",
            type: .oneOf(Evolution.Granularity.allCases.map(\.rawValue)),
            isRequired: true)
        ] + period + EarningsEndpoints.filters.filter { !["from", "to"].contains($0.name) }
          + EarningsEndpoints.everyone,
        example:
          #"{"granularity":"minute","status":"estimated","points":[{"t":"2026-11-22T12:00:00Z",\#(EarningsEndpoints.figures)}],\#(EarningsEndpoints.freshness)}"#,
        handle: .ask { call in
          Evolution(
            by: Evolution.Granularity(rawValue: call.query["granularity"]!)!, from: try call.query.moment("from"),
            to: try call.query.moment("to"), try call.query.without(["from", "to"]).earnings(),
            in: try call.query.currency())
        }),
      Endpoint(
        method: .get, path: "/v1/week-on-week", tag: "Evolution",
        summary: "The last full week beside the week before it",
        detail: "Weeks begin on Monday, in UTC. The change is the last week less the one before, to the last decimal.",
        scope: .earningsRead,
        parameters: EarningsEndpoints.filters.filter { !["from", "to"].contains($0.name) } + EarningsEndpoints.everyone,
        example:
          #"{"status":"estimated","week":{"from":"2026-11-16","to":"2026-11-22",\#(EarningsEndpoints.figures)},"before":{"from":"2026-11-09","to":"2026-11-15",\#(EarningsEndpoints.figures)},"change":{"plays":0,"gross":{"USD":"0.000000000000"}},\#(EarningsEndpoints.freshness)}"#,
        handle: .rows { call in WeekOnWeek(try call.query.earnings(), in: try call.query.currency()) }),
    ]
  }
}
