import Answers
import Schemas
import Texts

/// Files that plays are looked up by, each as the body of a request: the same that the command line imports.
enum ImportEndpoints {
  /// Bytes of a catalog at most. It is read as it comes.
  private static let largestCatalog: Int64 = 1 << 30
  /// Bytes of another file at most. It is read whole.
  private static let largestFile: Int64 = 16 << 20

  /// Parameters of what may move closed periods.
  static let closedPeriods: [Endpoint.Parameter] = [
    .init(
      name: "corrects_closed", what: "true takes what changes sums of closed periods: it corrects a mistake in them",
      type: .oneOf(["true", "false"])),
    .init(name: "dry_run", what: "true writes nothing, and shows what would change", type: .oneOf(["true", "false"])),
  ]

  private static func parameters(_ file: String) -> [Endpoint.Parameter] {
    [.init(name: "file", what: "what it is called in what is said of it", type: .text(256), example: file)]
      + closedPeriods
  }

  private static let closed =
    #"{"period":"2026-10","by":"payee","key":"art-0007","currency":"USD","difference":"12.500000000000","routine":true}"#
  private static let usual =
    "The body is the file itself. It is taken whole or not at all, and the same again changes "
    + "nothing; so the Idempotency-Key is not needed, and not looked at. A fault is told with file and line. "

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/imports/catalog", work: .run, tag: "Terms",
        summary: "Import tracks with their artists, albums and labels",
        detail: usual
          + "Of at most 1 GiB. A track that goes to somebody else takes its plays along: where that changes "
          + "sums of a closed period it is refused, unless corrects_closed is true. With a day in the column from it "
          + "takes those from that day on, and earlier days keep what they had. Rows of one recording with different barcodes are its "
          + "releases: the first is primary, or the one that says yes in the column primary.",
        scope: .termsWrite, needsWholeView: true, parameters: parameters("catalog.csv"),
        example:
          #"{"changes":3,"tracks":120,"new_tracks":1,"new_releases":1,"moved_tracks":0,"dated_tracks":0,"claimed_plays":2500,"told_apart":[],"dry_run":false,"closed":[\#(closed)],"needs_corrects_closed":false}"#,
        bodyExample:
          "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids\nQZLL22600002,Tide,art-000,Luna Mar,011000000075,Tidal,lab-north,North,spotify:a1\n",
        bodyType: "text/csv", streamsBody: true,
        handle: .importFile("catalog.csv", limit: largestCatalog) { file, _, manner in
          ImportCatalog(file, bounds: ImportBounds(bytes: largestCatalog), manner)
        }),
      Endpoint(
        method: .post, path: "/v1/imports/fx", work: .run, tag: "Terms", summary: "Import exchange rates by period",
        detail: usual
          + "Of at most 16 MiB. Rates that contradict each other, or leap, are refused unless unusual is true. "
          + "A rate of a closed period that takes the place of another is refused unless corrects_closed is true; one that "
          + "was missing is not.",
        scope: .termsWrite, needsWholeView: true,
        parameters: parameters("fx.csv") + [
          .init(
            name: "unusual", what: "true takes rates that contradict each other or leap",
            type: .oneOf(["true", "false"]))
        ],
        example: #"{"changes":1,"dry_run":false,"closed":[],"needs_corrects_closed":false}"#,
        bodyExample: "period,from,to,rate\n2026-10,EUR,USD,1.0831\n", bodyType: "text/csv", streamsBody: true,
        handle: .importFile("fx.csv", limit: largestFile) { file, call, manner in
          ImportFX(file, unusual: call.query.isTrue("unusual"), manner)
        }),
      Endpoint(
        method: .post, path: "/v1/imports/payees", work: .run, tag: "Terms", summary: "Import payees and their terms",
        detail: usual + "Of at most 16 MiB.", scope: .termsWrite, needsWholeView: true,
        parameters: parameters("payees.csv"),
        example: #"{"changes":1,"dry_run":false,"closed":[],"needs_corrects_closed":false}"#,
        bodyExample:
          "payee,name,minimum_payout,reserve_percent,reserve_release_after,withholding_percent\nprod-ines,Ines,20,0,0,0\n",
        bodyType: "text/csv", streamsBody: true,
        handle: .importFile("payees.csv", limit: largestFile) { file, _, manner in ImportPayees(file, manner) }),
      Endpoint(
        method: .post, path: "/v1/imports/withholding", work: .run, tag: "Terms",
        summary: "Import what is withheld of payees by country of sale",
        detail: usual
          + "Of at most 16 MiB. The rows of a date take the place of all that the payee has of it. Percents that "
          + "change what was withheld of closed periods are refused, unless corrects_closed is true.",
        scope: .termsWrite, needsWholeView: true, parameters: parameters("withholding.csv"),
        example: #"{"changes":2,"dry_run":false,"closed":[],"needs_corrects_closed":false}"#,
        bodyExample: "payee,effective_from,countries,percent\nart-000,2026-11-01,US|PR,30\n", bodyType: "text/csv",
        streamsBody: true,
        handle: .importFile("withholding.csv", limit: largestFile) { file, _, manner in
          ImportWithholding(file, manner)
        }),
      Endpoint(
        method: .post, path: "/v1/imports/advances", work: .run, tag: "Terms", summary: "Import advances and costs",
        detail: usual
          + "Of at most 16 MiB. One that is dated in a closed period is posted in the first open one. One in a currency in "
          + "which the payee can earn nothing is taken, and warnings say so.",
        scope: .termsWrite, needsWholeView: true, parameters: parameters("advances.csv"),
        example:
          #"{"changes":1,"dry_run":false,"closed":[],"needs_corrects_closed":false,"warnings":["ADV-9: no contract of art-000 can earn JPY"]}"#,
        bodyExample: "payee,date,kind,currency,amount,reference\nart-000,2026-11-05,advance,USD,500,ADV-9\n",
        bodyType: "text/csv", streamsBody: true,
        handle: .importFile("advances.csv", limit: largestFile) { file, _, manner in ImportAdvances(file, manner) }),
      Endpoint(
        method: .post, path: "/v1/imports/advances/withdrawal", work: .decision, tag: "Terms",
        summary: "Take back an advance or a cost that is not posted yet",
        detail:
          "By its reference, with a reason, which is kept; the reference stays taken. Again it changes nothing. One that "
          + "is posted is reversed instead.",
        scope: .termsWrite, needsWholeView: true,
        example:
          #"{"reference":"ADV-9","payee":"art-000","date":"2026-11-05","kind":"advance","currency":"USD","amount":"500.000000000000","reason":"never paid"}"#,
        bodyExample: #"{"reference":"ADV-9","reason":"never paid"}"#,
        handle: .carryOut(AdvanceWithdrawalRequest.self) { _, request in
          WithdrawAdvance(request.reference.spelling, reason: request.reason.spelling)
        }),
    ]
  }
}

private struct AdvanceWithdrawalRequest: Decodable {
  let reference: Text<200>
  let reason: Text<1_000>
}

extension Handler {
  /// Imports the file that the body is.
  ///
  /// - Parameter usual: what it is called unless told.
  static func importFile<Case: UseCase>(
    _ usual: String, limit: Int64,
    _ useCase: @escaping @Sendable (ImportedFile, Call, ImportManner) throws -> Case
  ) -> Handler {
    var handler = upload { call in
      try await SpooledUpload.with(call.request, limit: limit) { path in
        let file = ImportedFile(path: path, name: call.query["file"] ?? usual)
        return try await useCase(file, call, call.manner).answer(call)
      }
    }
    handler.act = Case.act
    return handler
  }
}

extension Call {
  /// Manner in which something is to be imported or published.
  var manner: ImportManner {
    ImportManner(correctsClosed: query.isTrue("corrects_closed"), isDryRun: query.isTrue("dry_run"))
  }
}

extension QueryReader {
  func isTrue(_ name: String) -> Bool { self[name] == "true" }
}
