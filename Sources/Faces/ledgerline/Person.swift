import Answers
import ArgumentParser
import Ledger
import Plays
import Posting
import Postgres
import Server
import Store

/// Person at the command line.
struct Person: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: "Who you are: the name of the token that LEDGERLINE_TOKEN has. Else the operating system's user.")
  var name: String?
}

/// Act that a command is about to do, for the books and the audit log.
struct Undertaking: Sendable {
  let act: Act
  let subject: String
  let name: String?
  /// Words of it, as canonical JSON: what a proposal is about.
  private let content: String

  init(_ act: Act, to subject: String = "", as person: Person) {
    self.init(act, to: subject, as: person, words: [:])
  }

  init<Case: UseCase>(_ useCase: Case, as person: Person) {
    self.init(Case.act, to: useCase.subject, as: person, words: useCase.words(.today))
  }

  private init(_ act: Act, to subject: String, as person: Person, words: [String: Any]) {
    self.act = act
    self.subject = subject
    name = person.name
    content = ProposalStore.canonical(words)
  }

  /// Finds out who does it, and whether they may.
  ///
  /// - Throws: a sentence where the token does not hold, is another's, or may not do it; where the settings ask for a
  ///   person and none was named.
  func deed(_ settings: Settings, _ db: Connection) throws -> Deed {
    let grant = try grant(settings, db)
    if grant == nil, act != .export, settings.requiresPerson, try !isFirstToken(db) {
      throw Failure(
        "this ledgerline takes changes from known people only: say --as NAME, with the token of that name in "
          + "LEDGERLINE_TOKEN")
    }
    let actor: Actor = grant.map { .token($0.id, name: $0.name) } ?? .process
    let deed = Deed(act, by: actor, to: subject, detail: CommandLine.arguments.dropFirst().joined(separator: " "))
    if let grant, let scope = act.scope, !grant.scopes.contains(scope.rawValue) || !grant.subjects.isEmpty {
      try deed.finish(db, outcome: .refused)
      throw Failure(
        grant.subjects.isEmpty
          ? "the token of \(grant.name) lacks the scope \(scope.rawValue)"
          : "the token of \(grant.name) is for certain artists or labels; this is about everything")
    }
    if ProposalStore.required.contains(act) { try propose(deed, db) }
    return deed
  }

  /// - Throws: `ExitCode` where another person has to do the same first.
  private func propose(_ deed: Deed, _ db: Connection) throws {
    guard case .proposed(let proposal) = try ProposalStore(db).meet(deed, content: content) else { return }
    Terminal.note(
      "proposed, and not done yet: another person gives the same command within a week (proposal \(proposal.id))")
    throw ExitCode(3)
  }

  private func grant(_ settings: Settings, _ db: Connection) throws -> TokenStore.Grant? {
    guard let token = settings.token else {
      if let name {
        throw Failure("--as \(name) is believed with the token of that name: put it into LEDGERLINE_TOKEN")
      }
      return nil
    }
    guard let grant = try TokenStore(db).grant(token: token) else {
      throw Failure("the token in LEDGERLINE_TOKEN is unknown, expired or revoked: ask for a new one")
    }
    if let name, name != grant.name {
      throw Failure("the token in LEDGERLINE_TOKEN is that of \(grant.name), and not of \(name)")
    }
    return grant
  }

  /// Somebody has to make the first one.
  private func isFirstToken(_ db: Connection) throws -> Bool { try act == .makeToken && TokenStore(db).all().isEmpty }
}
