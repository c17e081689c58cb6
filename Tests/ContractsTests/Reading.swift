import Contracts
import Foundation
import Refusals
import Testing

/// A file of the month that all tests share.
func fixture(_ path: String) throws -> String {
  let month = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
    path: "Fixtures/month/inputs")
  return try String(contentsOf: month.appending(path: path), encoding: .utf8)
}

/// A whole contract, line by line; its shares begin in line 8.
let wholeContract = [
  "contract: C-9", "currency: USD", "effective_from: 2026-01-01", "effective_to: 2026-12-31", "covers:",
  "  label: lab-north",
  "fee_percent: 15", "shares:", "- payee: lab-north", "  percent: 33.3333", "- payee: '@artist'", "  percent: 66.6667",
]

func contract(_ lines: [String]) throws -> Contract {
  try ContractFile.parse(file: "C-9.yaml", text: lines.joined(separator: "\n") + "\n").contract
}

func refusal(_ lines: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> InputError {
  try #require(
    #expect(throws: InputError.self, sourceLocation: sourceLocation) { try contract(lines) },
    sourceLocation: sourceLocation)
}

/// The whole contract with one line replaced (from 1), by any number of lines.
func contractLines(replacing line: Int, by lines: String...) -> [String] {
  Array(wholeContract[..<(line - 1)]) + lines + Array(wholeContract[line...])
}
