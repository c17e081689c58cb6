import Money
import Plays

/// All versions of all contracts, and the one in force for a track on a day.
package struct ContractBook: Sendable {
  /// A version of a contract under its number. Numbers rise in the order of recording; 0 is none.
  package struct Numbered: Sendable {
    package let number: Int32
    package let contract: Contract

    package init(number: Int32, contract: Contract) {
      self.number = number
      self.contract = contract
    }
  }

  private var byNumber: [Int32: Contract] = [:]
  /// The last version of each contract by what it covers, the latest start first.
  private var inForce: [Contract.Scope: [Numbered]] = [:]

  /// - Parameters:
  ///   - versions: every version, so that what was posted by an old one can still be read.
  ///   - asOf: the last number that counts for what is in force; `nil` takes all.
  package init(_ versions: some Sequence<Numbered>, asOf: Int32? = nil) {
    var last: [String: Numbered] = [:]
    for version in versions {
      byNumber[version.number] = version.contract
      guard version.number <= asOf ?? .max else { continue }
      if last[version.contract.id].map({ $0.number < version.number }) ?? true {
        last[version.contract.id] = version
      }
    }
    for version in last.values { inForce[version.contract.covers, default: []].append(version) }
    for scope in inForce.keys {
      inForce[scope]!.sort { $0.contract.effectiveFrom > $1.contract.effectiveFrom }
    }
  }

  /// The numbers of versions for which something holds, in order.
  package func numbers(where holds: (Contract) -> Bool) -> [Int32] {
    byNumber.filter { holds($0.value) }.keys.sorted()
  }

  /// The numbers of the versions that name each payee, in order.
  package func numbersByPayee() -> [String: [Int32]] {
    var numbers: [String: [Int32]] = [:]
    for (number, contract) in byNumber {
      for payee in Set(contract.shares.map(\.payee)) { numbers[payee, default: []].append(number) }
    }
    return numbers.mapValues { $0.sorted() }
  }

  package subscript(number: Int32) -> Contract? { byNumber[number] }

  /// Split of what a contract leaves after its fee; the artist alone where the number is 0.
  package func split(_ number: Int32, artist: String) -> Split {
    self[number].map { Split($0.shares, artist: artist) } ?? Split(artist: artist)
  }

  /// The number of the contract of a track on a day, 0 where there is none: of those in force the most specific scope,
  /// and of equal scopes the latest start.
  ///
  /// - Parameter scopes: what the track is, the most specific first: track, album, artist, label.
  package func number(for scopes: [Contract.Scope], on day: Day) -> Int32 {
    for scope in scopes {
      let found = inForce[scope]?.first {
        $0.contract.effectiveFrom <= day && day <= $0.contract.effectiveTo ?? day
      }
      if let found { return found.number }
    }
    return 0
  }

  /// The days of a period on which some contract begins, or is over, after the period's first.
  package func changes(in period: Period) -> Set<Day> {
    var days: Set<Day> = []
    for version in inForce.values.joined() {
      days.insert(version.contract.effectiveFrom)
      if let last = version.contract.effectiveTo { days.insert(last.advanced(by: 1)) }
    }
    return days.filter { $0 > period.first && $0 <= period.last }
  }
}
