import ArgumentParser
import Ledger

struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "The key that signs the ends of the chains, outside the database.",
    discussion: """
      `serve` signs what the books and the audit log have grown by, with the key in LEDGERLINE_SIGNING_KEY. Whoever has
      the database and not the key cannot rewrite them unseen. Give the public key to those who verify:

        ledgerline keys create /etc/ledgerline/signing.key > ledgerline.pub
        LEDGERLINE_PUBLIC_KEYS=ledgerline.pub ledgerline ledger verify
      """,
    subcommands: [Create.self, Show.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a key file, and print its public key.")
    @Argument(help: "The file; only its owner may read it.") var path: String

    func run() async throws {
      print(try HeadKeys.create(path).verifying.text)
      Terminal.note("the key is in \(path): keep it from the database's owner, and a copy of it nowhere near it")
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the public key of a key file.")
    @Argument(help: "The file; that of LEDGERLINE_SIGNING_KEY unless told.") var path: String?

    func run() async throws {
      let named = try await Settings.load().signingKey
      guard let file = path ?? named else { throw Failure("name a key file, or set LEDGERLINE_SIGNING_KEY") }
      print(try HeadKeys.read(file).verifying.text)
    }
  }
}
