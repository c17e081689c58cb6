import Answers
import Foundation
import Ledger
import Server
import Store

/// The addresses that the demo prints, with tokens in them that work for a month.
struct DemoLinks: Sendable {
  private let lines: [(what: String, link: String)]

  init(database: Database, host: String, port: Int) throws {
    let db = try database.connect()
    db.act(Deed(.makeToken, by: .process, to: "demo"))
    let tokens = TokenStore(db)
    let base = "http://\(host == "0.0.0.0" ? "127.0.0.1" : host):\(port)"
    let expiresAt = Int64(Date().timeIntervalSince1970 + 30 * 86_400) * 1_000_000
    func token(_ name: String, _ scopes: [Scope], _ subjects: [String]) throws -> String {
      try tokens.create(
        name: name, scopes: scopes.map(\.rawValue), subjects: subjects, rateLimit: 200, expiresAt: expiresAt
      ).token
    }
    let artist = try token("demo artist", [.earningsRead], ["artist:art-0001"])
    let label = try token("demo label", [.earningsRead], ["label:lab-northwind"])
    let finance = try token("demo finance", Scope.allCases, [])
    lines = [
      ("an artist", "\(base)/artists/art-0001#token=\(artist)"),
      ("a label", "\(base)/labels/lab-northwind#token=\(label)"),
      ("finance", "\(base)/finance#token=\(finance)"),
      ("the API", "\(base)/docs#token=\(finance)"),
    ]
  }

  func show(brokers: String, topic: String, rate: Int) {
    Terminal.clearLine()
    Terminal.heading("\nLedgerline is running: \(rate) plays a second become estimated earnings.\n")
    for line in lines {
      print("  \(line.what.padding(toLength: 10, withPad: " ", startingAt: 0)) \(line.link)")
    }
    print("\n  The broker takes other clients' plays too: kcat -P -b \(brokers) -t \(topic)")
    print("  Ctrl-C stops everything in order. The data stays.\n")
    fflush(nil)
  }
}
