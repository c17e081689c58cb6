import Crypto
import Foundation
import Money
import Plays
import Texts

/// A transaction's place in the chain: its number, and a digest of all that it and its predecessors say.
package struct ChainLink: Hashable, Sendable {
  package let number: Int64
  /// Microseconds since 1970.
  package let recordedAt: Int64
  package let digest: [UInt8]

  package init(number: Int64, recordedAt: Int64, digest: [UInt8]) {
    self.number = number
    self.recordedAt = recordedAt
    self.digest = digest
  }

  /// Digest that the first transaction follows.
  package static let first = ChainLink(
    number: 0, recordedAt: 0, digest: Array(SHA256.hash(data: Data("ledgerline".utf8))))

  /// The link of a transaction that follows this one. `ledger_digest` in the migrations computes the same in SQL.
  ///
  /// - Parameters:
  ///   - recordedAt: microseconds since 1970; not before this link's.
  ///   - actor: who recorded it.
  package func next(_ transaction: Transaction, recordedAt: Int64, by actor: Actor) -> ChainLink {
    ChainLink(
      number: number + 1, recordedAt: recordedAt,
      digest: Self.digest(of: transaction, number: number + 1, recordedAt: recordedAt, by: actor, after: digest))
  }

  /// SHA-256 over the predecessor's digest and the content, each field with its length in front.
  ///
  /// - Parameter actor: `nil` for a transaction from before actors were recorded.
  package static func digest(
    of transaction: Transaction, number: Int64, recordedAt: Int64, by actor: Actor?, after previous: [UInt8]
  ) -> [UInt8] {
    var hash = SHA256()
    hash.update(data: previous)
    var content = ""
    func field(_ value: String?) {
      let value = value ?? ""
      content += "\(value.utf8.count):\(value) "
    }
    field("\(number)")
    field(transaction.kind.rawValue)
    field("\(transaction.accountingDate)")
    field("\(recordedAt)")
    field(transaction.earningPeriod?.description)
    field(transaction.reference)
    field(transaction.cause?.rawValue)
    field(transaction.reason)
    field(transaction.versions?.description)
    field(transaction.reverses.map { "\($0)" })
    field("\(transaction.evidence.lineCount)")
    field(transaction.evidence.linesDigest?.hex)
    if let actor {
      field(actor.id)
      field(actor.name)
    }
    for entry in transaction.entries {
      field(entry.account.code)
      field(entry.currency.code)
      field("\(entry.amount)")
    }
    hash.update(data: Data(content.utf8))
    return Array(hash.finalize())
  }
}
