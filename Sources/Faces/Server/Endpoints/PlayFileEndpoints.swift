import Answers
import Ingest
import Schemas
import Texts

/// Files of plays, each as the body of a request: counted once, and taken out again where that was a mistake.
enum PlayFileEndpoints {
  /// Bytes of a file at most, as it is sent.
  private static let largest: Int64 = 4 << 30
  /// Limits of its text: less than a person at the command line may import, since anybody with the scope may send one.
  private static let bounds = ImportBounds(bytes: 64 << 30)

  private static let file = Endpoint.Parameter(
    name: "file", what: "what it is called on record and in what is said of it", type: .text(256),
    example: "plays-2026-10-05.ndjson")
  private static let play =
    #"{"event_id":"e1","isrc":"QZLL22600002","played_at":"2026-10-05T12:00:00Z","platform":"spotify","country":"US"}"#
    + "\n"

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/imports/plays", work: .run, tag: "Terms", summary: "Count the plays of a file",
        detail:
          "The body is the file itself: one JSON object a line, plain or gzip, of at most 4 GiB. Lines that are no "
          + "plays are quarantined one by one. The same file again changes nothing, so the Idempotency-Key is not needed, and "
          + "not looked at; one whose import was cut off goes on where it ended. A file that starts with all of another is "
          + "refused unless begins says which it is, and one that shares some 5 % of its lines with others unless overlaps "
          + "is true.",
        scope: .termsWrite, needsWholeView: true,
        parameters: [
          file,
          .init(
            name: "begins",
            what:
              "grown: it is a file that was counted, and only what follows is counted; separate: it only begins alike",
            type: .oneOf(["grown", "separate"])),
          .init(
            name: "overlaps", what: "true counts lines that stand in other files too", type: .oneOf(["true", "false"])),
        ],
        example: #"{"accepted_events":5184,"already_counted":false,"quarantined_events":10}"#, bodyExample: play,
        bodyType: "application/x-ndjson", streamsBody: true,
        handle: .importFile("plays", limit: largest) { file, call, _ in
          ImportPlays(
            file, growth: growth(call), mayOverlap: call.query.isTrue("overlaps"), bounds: bounds,
            databaseURL: call.services.databaseURL)
        }),
      Endpoint(
        method: .post, path: "/v1/imports/plays/withdrawal", work: .run, tag: "Terms",
        summary: "Take a file of plays out again",
        detail: "The body is the very file that was counted by mistake. What it added is taken out exactly, with its "
          + "quarantine, or nothing is; the books follow by the difference. It can be counted anew afterwards. A file of which "
          + "nothing is counted answers 422.",
        scope: .termsWrite, needsWholeView: true, parameters: [file],
        example: #"{"withdrawn_events":5184,"withdrawn_plays":5184,"withdrawn_quarantined_events":10}"#,
        bodyExample: play, bodyType: "application/x-ndjson", streamsBody: true,
        handle: .importFile("plays", limit: largest) { file, _, _ in WithdrawPlays(file, bounds: bounds) }),
    ]
  }

  private static func growth(_ call: Call) -> PlayImport.Growth {
    switch call.query["begins"] {
    case "grown": .continueAfter
    case "separate": .countAll
    default: .refuse
    }
  }
}
