import Contracts
import Crypto
import Foundation
import Ledger
import Money
import Plays
import Store

/// Contracts, every version of each, in the order of recording.
package struct AllContracts: Question {
  package struct Answer: Codable, Sendable {
    package struct Share: Codable, Sendable {
      package let payee: String
      package let percent: Amount
    }

    package struct Item: Codable, Sendable {
      package let contract: String
      package let version: Int
      package let currency: Currency
      package let effective_from: Day
      package let effective_to: Day?
      package let covers: [String: String]
      package let fee_percent: Amount
      /// There, and false, where money beside plays bears no fee.
      package let fee_on_adjustments: Bool?
      package let shares: [Share]
      package let continues: String?
    }

    package let contracts: [Item]
  }

  package init() {}

  package func answer(_ asking: some Asking) async throws -> Answer {
    let versions = try await asking.database { try ContractStore($0).versions() }
    var counts: [String: Int] = [:]
    return Answer(
      contracts: versions.map { numbered in
        let contract = numbered.contract
        counts[contract.id, default: 0] += 1
        return Answer.Item(
          contract: contract.id, version: counts[contract.id]!, currency: contract.currency,
          effective_from: contract.effectiveFrom, effective_to: contract.effectiveTo,
          covers: [contract.covers.parts.kind: contract.covers.parts.id], fee_percent: contract.feePercent,
          fee_on_adjustments: contract.feeOnAdjustments ? nil : false,
          shares: contract.shares.map { Answer.Share(payee: $0.payee, percent: $0.percent) },
          continues: contract.continues)
      })
  }
}

/// Records a contract, or a new version of one.
package struct WriteContract: UseCase {
  package static let act = Act.importContracts
  package let subject = ""

  let text: String
  let manner: ImportManner

  /// - Parameter text: a contract's file.
  package init(text: String, _ manner: ImportManner = .usual) {
    self.text = text
    self.manner = manner
  }

  package func answer(_ asking: some Asking) async throws -> PublishedAnswer {
    let (text, manner) = (text, manner)
    let digest = Array(SHA256.hash(data: Data(text.utf8)))
    return try await asking.atLength { db in
      let store = ContractStore(db)
      let (contract, line) = try ContractFile.parse(file: "body", text: text, known: store.known)
      let submission = ContractStore.Submission(contract: contract, file: "body", line: line, digest: digest)
      return try manner.contracts(from: contract.id, in: db) {
        _ = try store.write([submission], beforeCommit: $0)
      }
    }
  }
}
