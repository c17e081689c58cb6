import Earnings
import Money

/// Sums by the number of an artist, an album, a track or a label.
struct KeyedSums {
  private var places: [Int32: Int32] = [:]
  private var last: (key: Int32, place: Int)?
  private var keys: [Int32] = []
  private var sums: [KeySums] = []

  var all: some Sequence<(Int32, KeySums)> { zip(keys, sums) }

  /// - Parameter currency: its number; -1 for plays that no rate was in force for.
  mutating func add(_ key: Int32, month: Int, currency: Int, _ slot: SlotSums.Slot) {
    if last?.key != key { last = (key, place(of: key)) }
    sums[last!.place].add(month: month, currency: currency, slot)
  }

  private mutating func place(of key: Int32) -> Int {
    if let place = places[key] { return Int(place) }
    places[key] = Int32(keys.count)
    keys.append(key)
    sums.append(KeySums())
    return keys.count - 1
  }
}

/// Plays and money of one key: few lines, found by looking along them.
struct KeySums {
  private struct Line {
    let month: Int16
    let currency: Int16
    var pico: Int128
  }

  private(set) var plays: Int64 = 0
  private var unrated: Int64 = 0
  private var lines: [Line] = []

  mutating func add(month: Int, currency: Int, _ slot: SlotSums.Slot) {
    plays += slot.plays
    guard currency >= 0 else {
      unrated += slot.plays
      return
    }
    for index in lines.indices where lines[index].currency == currency && lines[index].month == month {
      lines[index].pico += slot.pico
      return
    }
    lines.append(Line(month: Int16(month), currency: Int16(currency), pico: slot.pico))
  }

  /// - Parameter months: by the numbers that lines have.
  func earnings(_ months: [MonthPrices], _ currencies: [Currency]) -> Earnings {
    Earnings(
      plays: plays, unratedPlays: unrated,
      gross: lines.map { (months[Int($0.month)].period, currencies[Int($0.currency)], Amount(pico: $0.pico)) })
  }
}
