import Answers
import Contracts
import Crypto
import Foundation
import Hummingbird
import Money
import Plays
import Posting
import Rates
import Schemas
import Store

/// Rate tables and contracts: what there is, what new ones would change, and publishing them.
enum TermsEndpoints {
  struct RateTablesBody: Codable {
    struct Item: Codable {
      let path, platform: String
      let effective: Day
      let published_at: Time
      let rows: Int64
    }
    let rate_tables: [Item]
  }

  struct NewRateTables: Decodable {
    struct Table: Codable {
      let path: Text<256>
      let csv: String
    }
    let rate_tables: Filled<Table>
  }

  struct PublishedBody: Codable {
    let published: [String]
  }

  struct DryRunBody: Codable {
    struct Change: Codable {
      let table, country, tier: String
      let before, before_currency, after, after_currency: String?
    }
    struct Row: Codable {
      let by, key, currency, before, after, difference: String
    }
    let changes: [Change]
    let rows: [Row]
  }

  struct ContractsBody: Codable {
    struct Share: Codable {
      let payee: String
      let percent: Amount
    }
    struct Item: Codable {
      let contract: String
      let version: Int
      let currency: Currency
      let effective_from: Day
      let effective_to: Day?
      let covers: [String: String]
      let fee_percent: Amount
      let shares: [Share]
    }
    let contracts: [Item]
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
    let shares: Filled<Share>
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
        handle: .answer { call in
          let list = try await call.database { try RateStore($0).list() }
          return RateTablesBody(
            rate_tables: list.map {
              RateTablesBody.Item(
                path: $0.path, platform: $0.platform, effective: $0.effective,
                published_at: Time(shown: $0.publishedAt), rows: $0.rows)
            })
        }),
      Endpoint(
        method: .post, path: "/v1/rate-tables/dry-run", work: .figure, tag: "Terms",
        summary: "What rate tables would change, before they are published",
        detail: "Row by row, and per platform, country and payee over every month that they touch. Nothing is written.",
        scope: .termsRead, needsWholeView: true,
        example:
          #"{"changes":[{"table":"spotify/2026-10-16.v2.csv","country":"US","tier":"*","before":"0.002628000000","before_currency":"USD","after":"0.003000000000","after_currency":"USD"}],"rows":[{"by":"platform","key":"spotify","currency":"USD","before":"206.911768126000","after":"210.000000000000","difference":"3.088231874000"}]}"#,
        bodyExample: tables, handle: .take(dryRun)),
      Endpoint(
        method: .post, path: "/v1/rate-tables", work: .decision, tag: "Terms", summary: "Publish rate tables",
        detail:
          "As files: <platform>/<effective-date>[.vN].csv with country,tier,currency,rate. All of them or none. A "
          + "published table is never edited; a correction is a new version.",
        scope: .termsWrite, needsWholeView: true, example: #"{"published":["spotify/2026-10-16.v2.csv"]}"#,
        bodyExample: tables,
        handle: .take { (call, new: NewRateTables) in
          let publications = try publications(new)
          return PublishedBody(published: try await call.database { try RateStore($0).publish(publications) })
        }),
      Endpoint(
        method: .get, path: "/v1/contracts", tag: "Terms", summary: "Contracts, every version", scope: .termsRead,
        needsWholeView: true,
        example:
          #"{"contracts":[{"contract":"C-1","version":1,"currency":"USD","effective_from":"2026-01-01","covers":{"label":"lab-north"},"fee_percent":"15.000000000000","shares":[{"payee":"lab-north","percent":"50.000000000000"},{"payee":"@artist","percent":"50.000000000000"}]}]}"#,
        handle: .answer(contracts)),
      Endpoint(
        method: .post, path: "/v1/contracts", work: .decision, tag: "Terms",
        summary: "Record a contract, or a new version of one",
        detail: "The same keys as in a contract's file. What differs from the last version is posted as a difference.",
        scope: .termsWrite, needsWholeView: true, example: #"{"published":["C-1"]}"#,
        bodyExample:
          #"{"contract":"C-1","currency":"USD","effective_from":"2026-01-01","covers":{"label":"lab-north"},"fee_percent":"15","shares":[{"payee":"lab-north","percent":"50"},{"payee":"@artist","percent":"50"}]}"#,
        handle: .takeText(of: NewContract.self) { call, text in
          let digest = Array(SHA256.hash(data: Data(text.utf8)))
          let written = try await call.database { db in
            let store = ContractStore(db)
            let (contract, line) = try ContractFile.parse(file: "body", text: text, known: store.known)
            return try store.write([
              ContractStore.Submission(contract: contract, file: "body", line: line, digest: digest)
            ])
          }
          return PublishedBody(published: written)
        }),
    ]
  }

  @Sendable private static func dryRun(_ call: Call, _ new: NewRateTables) async throws -> DryRunBody {
    let publications = try publications(new)
    let (changes, rows) = try await call.database { db in
      let tables = try RateStore(db).unpublished(publications)
      return (try RateStore(db).book().changes(by: tables), try RateDryRun(db).rows(tables))
    }
    return DryRunBody(
      changes: changes.map { table, change in
        DryRunBody.Change(
          table: table.path, country: change.scope.country?.description ?? "*", tier: change.scope.tier ?? "*",
          before: change.before.map { "\($0.rate)" }, before_currency: change.before?.currency.code,
          after: change.after.map { "\($0.rate)" }, after_currency: change.after?.currency.code)
      },
      rows: rows.map {
        DryRunBody.Row(
          by: $0.by.rawValue, key: $0.key, currency: $0.currency.code, before: "\($0.before)", after: "\($0.after)",
          difference: "\($0.difference)")
      })
  }

  private static func publications(_ new: NewRateTables) throws -> [RateStore.Publication] {
    try new.rate_tables.elements.map { table in
      let bytes = Array(table.csv.utf8)
      return RateStore.Publication(
        table: try RateTableFile.parse(path: table.path.spelling, bytes: bytes), digest: Array(SHA256.hash(data: bytes))
      )
    }
  }

  @Sendable private static func contracts(_ call: Call) async throws -> ContractsBody {
    let versions = try await call.database { try ContractStore($0).versions() }
    var counts: [String: Int] = [:]
    return ContractsBody(
      contracts: versions.map { numbered in
        let contract = numbered.contract
        counts[contract.id, default: 0] += 1
        return ContractsBody.Item(
          contract: contract.id, version: counts[contract.id]!, currency: contract.currency,
          effective_from: contract.effectiveFrom, effective_to: contract.effectiveTo,
          covers: [contract.covers.parts.kind: contract.covers.parts.id], fee_percent: contract.feePercent,
          shares: contract.shares.map { ContractsBody.Share(payee: $0.payee, percent: $0.percent) })
      })
  }
}
