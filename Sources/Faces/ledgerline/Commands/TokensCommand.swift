import Answers
import ArgumentParser
import Catalog
import Ledger
import Foundation
import Plays
import Server
import Store

struct TokensCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens", abstract: "Tokens for the API.", subcommands: [Create.self, List.self, Revoke.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a token and print it: it is shown this once.",
      discussion: "The scopes are \(Scope.allCases.map(\.rawValue).joined(separator: ", ")).")

    @Argument(help: "What it is for.") var name: String
    @Option(help: "What it may do; again for more.") var scope: [String] = [Scope.earningsRead.rawValue]
    @Option(help: "For whom: artist:ID, label:ID or payee:ID; again for more.") var subject: [String] = []
    @Flag(help: "For everything, instead of for subjects.") var all = false
    @Option(help: "Requests a second.") var rateLimit = 50
    @Option(help: "Days until it expires.") var days: Int?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      if let wrong = scope.first(where: { Scope(rawValue: $0) == nil }) {
        throw ValidationError("\"\(wrong)\" is not a scope: \(Scope.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      if let days, !(1...36_500).contains(days) { throw ValidationError("--days is 1 to 36500") }
      if all != subject.isEmpty {
        throw ValidationError("say whom it is for: --subject artist:ID, label:ID or payee:ID, or --all for everything")
      }
      if let fault = subject.compactMap(Subject.fault).first { throw ValidationError(fault) }
      guard (1...10_000).contains(rateLimit) else { throw ValidationError("--rate-limit is 1 to 10000") }
    }

    @OptionGroup var person: Person

    func run() async throws {
      let (name, scope, subject, rateLimit, format) = (name, scope, subject, rateLimit, format)
      let expiresAt = days.map { Int64(Date().timeIntervalSince1970 + Double($0) * 86_400) * 1_000_000 }
      try await Database.with(Settings.load(), Undertaking(.makeToken, to: name, as: person)) { database in
        let made = try TokenStore(database.connect())
          .create(name: name, scopes: scope.sorted(), subjects: subject, rateLimit: rateLimit, expiresAt: expiresAt)
        struct Body: Encodable {
          let id: Int32
          let name, token: String
        }
        try Report(
          columns: ["id", "name", "token"], rows: [["\(made.grant.id)", name, made.token]],
          json: Body(id: made.grant.id, name: name, token: made.token)
        ).print(format)
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "All tokens, without their secrets.")
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      let format = format
      try await Database.with(Settings.load()) { database in
        let all = try TokenStore(database.connect()).all()
        struct Body: Encodable {
          let id: Int32
          let name: String
          let scopes, subjects: [String]
          let rate_limit: Int
          let expires: String?
          let revoked: Bool
        }
        func expiry(_ grant: TokenStore.Grant) -> String? {
          grant.expiresAt.map { "\(Day(number: Int32(clamping: $0 / 86_400_000_000)))" }
        }
        try Report(
          columns: ["id", "name", "scopes", "subjects", "a second", "expires", "revoked"],
          rows: all.map { grant in
            [
              "\(grant.id)", grant.name, grant.scopes.sorted().joined(separator: " "),
              grant.subjects.joined(separator: " "), "\(grant.rateLimit)", expiry(grant) ?? "",
              grant.revokedAt == nil ? "" : "revoked",
            ]
          },
          numeric: [4],
          json: all.map { grant in
            Body(
              id: grant.id, name: grant.name, scopes: grant.scopes.sorted(), subjects: grant.subjects,
              rate_limit: grant.rateLimit, expires: expiry(grant), revoked: grant.revokedAt != nil)
          }
        ).print(format)
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Revoke a token.")
    @Argument(help: "Its id, as list shows it.") var id: Int32

    @OptionGroup var person: Person

    func run() async throws {
      let id = id
      try await Database.with(Settings.load(), Undertaking(.revokeToken, to: "\(id)", as: person)) { database in
        guard try TokenStore(database.connect()).revoke(id: id) else {
          throw Failure("there is no token \(id) that is not revoked already")
        }
        Terminal.note("revoked token \(id)")
      }
    }
  }
}
