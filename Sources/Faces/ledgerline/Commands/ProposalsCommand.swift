import ArgumentParser
import Foundation
import Ledger
import Store

struct ProposalsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proposals", abstract: "What one person proposed and another has to confirm.",
    discussion: "Whoever gives the same command, as another person, confirms it and carries it out.")

  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  struct Body: Encodable {
    struct Proposal: Encodable {
      let id: Int64
      let act, subject, content, proposed_by, proposed_by_name, expires_at: String
    }
    let proposals: [Proposal]
  }

  func run() async throws {
    let format = format
    try await Database.with(Settings.load()) { database in
      let waiting = try ProposalStore(database.connect()).waiting().map { proposal in
        Body.Proposal(
          id: proposal.id, act: proposal.act, subject: proposal.subject, content: proposal.content,
          proposed_by: proposal.proposedBy.id, proposed_by_name: proposal.proposedBy.name,
          expires_at: Date(timeIntervalSince1970: Double(proposal.expiresAt / 1_000_000)).formatted(.iso8601))
      }
      try Report(
        columns: ["id", "act", "about", "words", "by", "until"],
        rows: waiting.map { ["\($0.id)", $0.act, $0.subject, $0.content, $0.proposed_by_name, $0.expires_at] },
        numeric: [0], json: Body(proposals: waiting)
      ).print(format)
    }
  }
}
