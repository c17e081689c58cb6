import Money
import Plays
import Refusals

/// Rates of a file that contradict others, or move as rates seldom do: mostly a pair the wrong way round.
package struct UnusualRates {
  /// One rate, and where it stands: a line of the file, or on record.
  private struct Place {
    let rate: FXRate
    let line: Int?

    var words: String {
      "\(rate.period) \(rate.from) to \(rate.to) at \(rate.rate) (\(line.map { "line \($0)" } ?? "on record"))"
    }
  }

  private let file: FXFile
  private let recorded: FXBook
  private let lines: [FXBook.Pair: Place]

  /// - Parameter recorded: the rates in force before the file.
  package init(_ file: FXFile, recorded: FXBook) {
    self.file = file
    self.recorded = recorded
    lines = Dictionary(
      file.rows.map { ($0.rate.pair, Place(rate: $0.rate, line: $0.line)) }, uniquingKeysWith: { first, _ in first })
  }

  /// - Throws: `InputError` for the first of them, that says how to take the file all the same.
  package func refuse() throws(InputError) {
    for (rate, line) in file.rows {
      let place = Place(rate: rate, line: line)
      if let other = find(rate.pair.inverse), !areInverse(rate.rate, other.rate.rate) {
        throw refused(line, "\(place.words) and \(other.words) contradict each other: their product is not near 1")
      }
      if let before = find(rate.pair.monthBefore), isLeap(from: before.rate.rate, to: rate.rate) {
        throw refused(line, "\(place.words) is more than 3 times \(before.words), or less than a third of it")
      }
    }
  }

  private func refused(_ line: Int, _ reason: String) -> InputError {
    InputError(
      file: file.name, line: line,
      reason: "\(reason). Nothing was imported: correct the file, or give --unusual where it is so")
  }

  private func find(_ pair: FXBook.Pair) -> Place? {
    lines[pair]
      ?? recorded.rates[pair].map {
        Place(rate: FXRate(period: pair.period, from: pair.from, to: pair.to, rate: $0), line: nil)
      }
  }

  /// True if the product is off 1 by a tenth at most.
  private func areInverse(_ a: Rate, _ b: Rate) -> Bool {
    // Each is below 10^19 pico, so that the product fits.
    let one = Amount.scale * Amount.scale
    let product = a.pico * b.pico
    return product >= one / 10 * 9 && product <= one / 10 * 11
  }

  private func isLeap(from before: Rate, to rate: Rate) -> Bool {
    rate.pico > before.pico * 3 || rate.pico * 3 < before.pico
  }
}
