import Plays

/// Artists' names in the books by their numbers.
package struct ArtistNames: Sendable {
  private let byNumber: [Int32: String]
  private let period: Period

  package init(_ byNumber: [Int32: String], in period: Period) {
    self.byNumber = byNumber
    self.period = period
  }

  package func callAsFunction(_ number: Int32) throws(UnknownNumber) -> String {
    guard let name = byNumber[number] else { throw UnknownNumber(kind: .artist, number: number, period: period) }
    return name
  }
}
