import Answers
import Crypto
import Money
import Plays
import Rates
import Schemas
import Store

/// Rate tables and contracts: those there are, what new ones would change, and publishing them.
enum TermsEndpoints {
  struct NewRateTables: Decodable {
    struct Table: Codable {
      let path: Text<256>
      let csv: String
    }
    let rate_tables: Filled<Table>
  }

  /// The keys of a contract's file; `ContractFile` reads it.
  struct NewContract: Decodable {
    struct Covers: Decodable {
      let label, artist, album, track: ID?
    }
    struct Share: Codable {
      let payee: ID
      let percent: Amount
    }
    let contract: ID
    let currency: Currency
    let effective_from: Day
    let effective_to: Day?
    let covers: Covers
    let fee_percent: Amount
    let fee_on_adjustments: Bool?
    let shares: Filled<Share>
    let continues: ID?
  }

  private static let tables =
    #"{"rate_tables":[{"path":"spotify/2026-10-16.v2.csv","csv":"country,tier,currency,rate\nUS,*,USD,0.003\n"}]}"#

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/rate-tables", tag: "Terms", summary: "Published rate tables", scope: .termsRead,
        needsWholeView: true,
        example:
          #"{"rate_tables":[{"path":"spotify/2026-10-16.csv","platform":"spotify","effective":"2026-10-16","published_at":"2026-11-24T08:00:00.000Z","rows":11}]}"#,
        handle: .ask { _ in RateTables() }),
      Endpoint(
        method: .post, path: "/v1/rate-tables/dry-run", work: .figure, tag: "Terms",
        summary: "What rate tables would change, before they are published",
        detail: "Row by row, and per platform, country and payee over every month that they touch. Nothing is written.",
        scope: .termsRead, needsWholeView: true,
        example:
          #"{"tables":["spotify/2026-10-16.v2.csv"],"changes":[{"table":"spotify/2026-10-16.v2.csv","country":"US","tier":"*","before":"0.002628000000","before_currency":"USD","after":"0.003000000000","after_currency":"USD"}],"rows":[{"by":"platform","key":"spotify","currency":"USD","before":"206.911768126000","after":"210.000000000000","difference":"3.088231874000"}]}"#,
        bodyExample: tables,
        handle: .ask(NewRateTables.self) { _, new in RateTrial(try publications(new)) }),
      Endpoint(
        method: .post, path: "/v1/rate-tables", work: .run, tag: "Terms", summary: "Publish rate tables",
        detail:
          "As files: <platform>/<effective-date>[.vN].csv with country,tier,currency,rate. All of them or none. A "
          + "published table is never edited; a correction is a new version. What would change sums of a closed period is "
          + "refused, unless corrects_closed is true.",
        scope: .termsWrite, needsWholeView: true, parameters: ImportEndpoints.closedPeriods,
        example: #"{"published":["spotify/2026-10-16.v2.csv"]}"#,
        bodyExample: tables,
        handle: .carryOut(NewRateTables.self) { call, new in
          PublishRateTables(try publications(new), call.manner)
        }),
      Endpoint(
        method: .get, path: "/v1/contracts", tag: "Terms", summary: "Contracts, every version", scope: .termsRead,
        needsWholeView: true,
        example:
          #"{"contracts":[{"contract":"C-1","version":1,"currency":"USD","effective_from":"2026-01-01","covers":{"label":"lab-north"},"fee_percent":"15.000000000000","shares":[{"payee":"lab-north","percent":"50.000000000000"},{"payee":"@artist","percent":"50.000000000000"}]}]}"#,
        handle: .ask { _ in AllContracts() }),
      Endpoint(
        method: .post, path: "/v1/contracts", work: .run, tag: "Terms",
        summary: "Record a contract, or a new version of one",
        detail: "The same keys as in a contract's file. What differs from the last version is posted as a difference; "
          + "where it changes sums of a closed period it is refused, unless corrects_closed is true. Terms that hold from a "
          + "day on are a contract of their own, which continues the old one.",
        scope: .termsWrite, needsWholeView: true, parameters: ImportEndpoints.closedPeriods,
        example: #"{"published":["C-1"]}"#,
        bodyExample:
          #"{"contract":"C-1","currency":"USD","effective_from":"2026-01-01","covers":{"label":"lab-north"},"fee_percent":"15","shares":[{"payee":"lab-north","percent":"50"},{"payee":"@artist","percent":"50"}]}"#,
        handle: .carryOut(textOf: NewContract.self) { call, text in WriteContract(text: text, call.manner) }),
    ]
  }

  private static func publications(_ new: NewRateTables) throws -> [RateStore.Publication] {
    try new.rate_tables.elements.map { table in
      let bytes = Array(table.csv.utf8)
      return RateStore.Publication(
        table: try RateTableFile.parse(path: table.path.spelling, bytes: bytes), digest: Array(SHA256.hash(data: bytes))
      )
    }
  }
}
