import Earnings
import Money
import Rates
import Schemas

extension JSONText {
  /// Writes the members of `EarningsFigures`, and of a row those that stand among them.
  mutating func figures(
    _ earnings: Earnings, _ currency: Currency?, _ fx: FXBook, rank: Int? = nil, row: EarningsRow? = nil
  ) {
    begin("{")
    if let currency {
      let converted = earnings.converted(to: currency, fx)
      key("converted")
      begin("{")
      key("amount")
      amount(converted.amount)
      key("currency")
      text(currency.code)
      key("missing_fx")
      begin("[")
      for missing in converted.missing.sorted() { text(missing.code) }
      end("]")
      end("}")
    }
    key("gross")
    begin("{")
    for (currency, amount) in earnings.gross.sorted {
      key(currency.code)
      self.amount(amount)
    }
    end("}")
    if let row {
      key("key")
      text(row.key)
      key("name")
      text(row.name)
    }
    key("plays")
    number(earnings.plays)
    if let rank {
      key("rank")
      number(rank)
    }
    key("unrated_plays")
    number(earnings.unratedPlays)
    end("}")
  }
}

extension JSONText {
  /// Writes rows of earnings.
  mutating func rows(_ rows: [EarningsRow], _ currency: Currency?, _ fx: FXBook) {
    begin("[")
    for row in rows { figures(row.earnings, currency, fx, row: row) }
    end("]")
  }
}

extension FiguresText {
  /// Figures of an event of a stream: the total, and plays by second.
  package init(
    _ total: Earnings, _ currency: Currency?, _ fx: FXBook, playsPerSecond: [(second: Int64, plays: Int64)]
  ) {
    var text = JSONText(capacity: 256 + playsPerSecond.count * 48)
    text.begin("{")
    text.member("plays_per_second")
    text.begin("[")
    for (second, plays) in playsPerSecond {
      text.begin("{")
      text.key("plays")
      text.number(plays)
      text.key("t")
      text.text(RFC3339.text(seconds: second))
      text.end("}")
    }
    text.end("]")
    text.member("total")
    text.figures(total, currency, fx)
    text.end("}")
    self.init(text)
  }
}
