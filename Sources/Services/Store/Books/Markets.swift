import Plays

/// Every market by its number.
package struct Markets: Sendable {
  /// As derivation takes them; `nil` for a number that none has.
  package let byNumber: [Market?]

  init(_ markets: [(id: Int32, market: Market)]) {
    var byNumber = [Market?](repeating: nil, count: Int(markets.map(\.id).max() ?? 0) + 1)
    for (id, market) in markets { byNumber[Int(id)] = market }
    self.byNumber = byNumber
  }

  /// Numbers of the markets that are of a kind, ascending.
  package func numbers(where isOfKind: (Market) -> Bool) -> [Int32] {
    byNumber.indices.filter { byNumber[$0].map(isOfKind) ?? false }.map(Int32.init)
  }

  /// - Parameter period: the month that the number is from, for the error.
  package func market(_ number: Int32, in period: Period) throws(UnknownNumber) -> Market {
    guard byNumber.indices.contains(Int(number)), let market = byNumber[Int(number)] else {
      throw UnknownNumber(kind: .market, number: number, period: period)
    }
    return market
  }
}
