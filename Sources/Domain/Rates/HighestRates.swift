import Money
import Plays

extension RateBook {
  /// The highest rate of a platform that is in force on any day of a month, by currency.
  public func highest(platform: String, in period: Period) -> [Currency: Rate] {
    let later = all.filter {
      $0.platform == platform && $0.effective > period.first && $0.effective <= period.last
    }
    var highest: [Currency: Rate] = [:]
    for table in later + [table(platform: platform, on: period.first)].compactMap(\.self) {
      for quote in table.quotes.values {
        if let known = highest[quote.currency], known.pico >= quote.rate.pico { continue }
        highest[quote.currency] = quote.rate
      }
    }
    return highest
  }
}
