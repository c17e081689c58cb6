import Answers
import ArgumentParser
import Catalog
import Foundation
import Ledger
import Schemas

struct TokensCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens", abstract: "Tokens for the API.", subcommands: [Create.self, List.self, Revoke.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a token and print it: it is shown this once.",
      discussion: "The scopes are \(Scope.allCases.map(\.rawValue).joined(separator: ", ")).")

    @Argument(help: "What it is for.") var name: String
    @Option(help: "What it may do; again for more.") var scope: [Scope] = [.earningsRead]
    @Option(help: "For whom: artist:ID, label:ID or payee:ID; again for more.") var subject: [String] = []
    @Flag(help: "For everything, instead of for subjects.") var all = false
    @Option(help: "Requests a second.") var rateLimit = TokenMaking.usualRate
    @Option(help: "Days until it expires.") var days: Int?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      if let days, !(1...36_500).contains(days) { throw ValidationError("--days is 1 to 36500") }
      if all != subject.isEmpty {
        throw ValidationError("say whom it is for: --subject artist:ID, label:ID or payee:ID, or --all for everything")
      }
      if let fault = subject.compactMap(Subject.fault).first { throw ValidationError(fault) }
      guard (1...10_000).contains(rateLimit) else { throw ValidationError("--rate-limit is 1 to 10000") }
    }

    @OptionGroup var person: Person

    func run() async throws {
      let making = TokenMaking(
        name: name, scopes: scope, subjects: subject.compactMap { Subject($0) },
        rateLimit: rateLimit,
        expiresAt: days.map { Int64(Date().timeIntervalSince1970 + Double($0) * 86_400) * 1_000_000 })
      try await ask(making, format, Undertaking(.makeToken, to: name, as: person)) { made in
        Table(columns: ["id", "name", "token"], rows: [["\(made.id)", made.name, made.token ?? ""]])
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "All tokens, without their secrets.")
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      try await ask(Tokens(), format) { answer in
        Table(
          columns: ["id", "name", "scopes", "subjects", "a second", "expires", "revoked"],
          rows: answer.tokens.map { token in
            [
              "\(token.id)", token.name, token.scopes.joined(separator: " "), token.subjects.joined(separator: " "),
              "\(token.rate_limit)", token.expires_at?.spelling ?? "", token.revoked_at?.spelling ?? "",
            ]
          },
          numeric: [4])
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Revoke a token.")
    @Argument(help: "Its id, as list shows it.") var id: Int32
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    @OptionGroup var person: Person

    func run() async throws {
      let undertaking = Undertaking(.revokeToken, to: "\(id)", as: person)
      try await ask(TokenRevocation(id: id), format, undertaking) { answer in
        Table(columns: ["revoked"], rows: [["\(answer.revoked)"]])
      }
    }
  }
}

extension Scope: ExpressibleByArgument {}
