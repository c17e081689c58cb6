import Contracts
import Crypto
import Foundation
import Hummingbird
import Money
import Plays
import Posting
import Rates
import Store

/// Rate tables and contracts: what there is, what new ones would change, and publishing them.
enum TermsEndpoints {
  struct RateTablesBody: Encodable {
    struct Item: Encodable {
      let path, platform, effective, published_at: String
      let rows: Int64
    }
    let rate_tables: [Item]
  }

  struct NewRateTables: Decodable {
    struct Table: Decodable {
      let path, csv: String
    }
    let rate_tables: [Table]
  }

  struct PublishedBody: Encodable {
    let published: [String]
  }

  struct DryRunBody: Encodable {
    struct Change: Encodable {
      let table, country, tier: String
      let before, before_currency, after, after_currency: String?
    }
    struct Row: Encodable {
      let by, key, currency, before, after, difference: String
    }
    let changes: [Change]
    let rows: [Row]
  }

  struct ContractsBody: Encodable {
    struct Share: Encodable {
      let payee, percent: String
    }
    struct Item: Encodable {
      let contract: String
      let version: Int
      let currency, effective_from: String
      let effective_to: String?
      let covers: [String: String]
      let fee_percent: String
      let shares: [Share]
    }
    let contracts: [Item]
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
        handle: { call in
          let list = try await call.database { try RateStore($0).list() }
          return try JSON.response(
            RateTablesBody(
              rate_tables: list.map {
                RateTablesBody.Item(
                  path: $0.path, platform: $0.platform, effective: "\($0.effective)",
                  published_at: RFC3339.text(microseconds: $0.publishedAt), rows: $0.rows)
              }))
        }),
      Endpoint(
        method: .post, path: "/v1/rate-tables/dry-run", work: .figure, tag: "Terms",
        summary: "What rate tables would change, before they are published",
        detail: "Row by row, and per platform, country and payee over every month that they touch. Nothing is written.",
        scope: .termsRead, needsWholeView: true,
        example:
          #"{"changes":[{"table":"spotify/2026-10-16.v2.csv","country":"US","tier":"*","before":"0.002628000000","before_currency":"USD","after":"0.003000000000","after_currency":"USD"}],"rows":[{"by":"platform","key":"spotify","currency":"USD","before":"206.911768126000","after":"210.000000000000","difference":"3.088231874000"}]}"#,
        bodyExample: tables, handle: dryRun),
      Endpoint(
        method: .post, path: "/v1/rate-tables", work: .decision, tag: "Terms", summary: "Publish rate tables",
        detail:
          "As files: <platform>/<effective-date>[.vN].csv with country,tier,currency,rate. All of them or none. A "
          + "published table is never edited; a correction is a new version.",
        scope: .termsWrite, needsWholeView: true, example: #"{"published":["spotify/2026-10-16.v2.csv"]}"#,
        bodyExample: tables,
        handle: { call in
          let publications = try await publications(call)
          return try JSON.response(
            PublishedBody(published: try await call.database { try RateStore($0).publish(publications) }))
        }),
      Endpoint(
        method: .get, path: "/v1/contracts", tag: "Terms", summary: "Contracts, every version", scope: .termsRead,
        needsWholeView: true,
        example:
          #"{"contracts":[{"contract":"C-1","version":1,"currency":"USD","effective_from":"2026-01-01","covers":{"label":"lab-north"},"fee_percent":"15.000000000000","shares":[{"payee":"lab-north","percent":"50.000000000000"},{"payee":"@artist","percent":"50.000000000000"}]}]}"#,
        handle: contracts),
      Endpoint(
        method: .post, path: "/v1/contracts", work: .decision, tag: "Terms",
        summary: "Record a contract, or a new version of one",
        detail: "The same keys as in a contract's file. What differs from the last version is posted as a difference.",
        scope: .termsWrite, needsWholeView: true, example: #"{"published":["C-1"]}"#,
        bodyExample:
          #"{"contract":"C-1","currency":"USD","effective_from":"2026-01-01","covers":{"label":"lab-north"},"fee_percent":"15","shares":[{"payee":"lab-north","percent":"50"},{"payee":"@artist","percent":"50"}]}"#,
        handle: { call in
          let text = try await call.text()
          let digest = Array(SHA256.hash(data: Data(text.utf8)))
          let written = try await call.database { db in
            let store = ContractStore(db)
            let (contract, line) = try ContractFile.parse(file: "body", text: text, known: store.known)
            return try store.write([
              ContractStore.Submission(contract: contract, file: "body", line: line, digest: digest)
            ])
          }
          return try JSON.response(PublishedBody(published: written))
        }),
    ]
  }

  @Sendable private static func dryRun(_ call: Call) async throws -> Response {
    let publications = try await publications(call)
    let (changes, rows) = try await call.database { db in
      let tables = try RateStore(db).unpublished(publications)
      return (try RateStore(db).book().changes(by: tables), try RateDryRun(db).rows(tables))
    }
    return try JSON.response(
      DryRunBody(
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
        }))
  }

  private static func publications(_ call: Call) async throws -> [RateStore.Publication] {
    let new = try await call.body(NewRateTables.self).rate_tables
    guard !new.isEmpty else {
      throw Problem("bad-body", "The body cannot be used", 400, "rate_tables lists at least one table.")
    }
    return try new.map { table in
      RateStore.Publication(
        table: try RateTableFile.parse(path: table.path, bytes: Array(table.csv.utf8)),
        digest: Array(SHA256.hash(data: Data(table.csv.utf8))))
    }
  }

  @Sendable private static func contracts(_ call: Call) async throws -> Response {
    let versions = try await call.database { try ContractStore($0).versions() }
    var counts: [String: Int] = [:]
    return try JSON.response(
      ContractsBody(
        contracts: versions.map { numbered in
          let contract = numbered.contract
          counts[contract.id, default: 0] += 1
          return ContractsBody.Item(
            contract: contract.id, version: counts[contract.id]!, currency: contract.currency.code,
            effective_from: "\(contract.effectiveFrom)", effective_to: contract.effectiveTo.map { "\($0)" },
            covers: [contract.covers.parts.kind: contract.covers.parts.id], fee_percent: "\(contract.feePercent)",
            shares: contract.shares.map { ContractsBody.Share(payee: $0.payee, percent: "\($0.percent)") })
        }))
  }
}
