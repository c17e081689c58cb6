import Answers
import ArgumentParser
import Money
import Plays

struct ContractsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contracts", abstract: "Contracts, every version of each.",
    discussion: "`ledgerline import contracts` records them from their files.")
  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  func run() async throws {
    try await ask(AllContracts(), format) { answer in
      Table(
        columns: [
          "contract", "version", "covers", "from", "to", "currency", "fee_percent", "fee_on_adjustments", "shares",
          "continues",
        ],
        rows: answer.contracts.map { contract in
          [
            contract.contract, "\(contract.version)",
            contract.covers.map { "\($0.key) \($0.value)" }.joined(separator: " "), "\(contract.effective_from)",
            contract.effective_to?.description ?? "", contract.currency.code, "\(contract.fee_percent)",
            contract.fee_on_adjustments.map { "\($0)" } ?? "",
            contract.shares.map { "\($0.payee) \($0.percent)" }.joined(separator: ", "), contract.continues ?? "",
          ]
        },
        numeric: [1, 6])
    }
  }
}
