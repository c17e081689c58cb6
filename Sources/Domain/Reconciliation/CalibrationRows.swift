import Money
import Plays
import Rates

/// The draft and its evidence as rows of text, the first of them the names of the columns.
extension Calibration {
  /// `country,tier,currency,rate`, as `RateTableFile` reads it.
  package var rateRows: [[String]] {
    var text = [["country", "tier", "currency", "rate"]]
    for row in rows {
      guard let quote = row.quote else { continue }
      text.append(Self.scope(row) + [quote.currency.code, quote.rate.description])
    }
    return text
  }

  /// The rows of `rateRows` as a file: lines end in a line feed, and a field with a comma, quote or line break is quoted.
  package var rateFile: String {
    rateRows.map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined()
  }

  /// A row for every scope and currency with lines, and one for every scope without any: what the draft rests on.
  ///
  /// `deviation_percent` is that of the reported money from the present rate, to 4 decimals. `outcome` is `drafted`,
  /// `kept`, `not_drafted` (there is no row: a more general one counts, or none), or `other_currency` for evidence that
  /// makes no rate.
  package var evidenceRows: [[String]] {
    var text = [
      [
        "country", "tier", "currency", "outcome", "reason", "present_rate", "drafted_rate", "deviation_percent",
        "periods", "lines", "units", "amount", "adjustment_lines", "adjustments",
      ]
    ]
    for row in rows {
      text.append(Self.outcome(row) + Self.figures(row.evidence))
      for other in row.otherCurrencies {
        text.append(
          Self.scope(row) + [other.currency.code, "other_currency", "", "", "", ""] + Self.figures(other))
      }
    }
    return text
  }

  private static func outcome(_ row: CalibrationRow) -> [String] {
    var outcome = row.quote == nil ? "not_drafted" : "kept"
    var reason = ""
    switch row.outcome {
    case .drafted: outcome = "drafted"
    case .kept(let why): reason = why.rawValue
    }
    let isDrafted = row.outcome == .drafted
    let currency = row.quote?.currency ?? row.present?.currency ?? row.evidence?.currency
    let present = row.present?.rate.description ?? ""
    let drafted = isDrafted ? row.quote?.rate.description ?? "" : ""
    return scope(row) + [currency?.code ?? "", outcome, reason, present, drafted, row.deviation?.description ?? ""]
  }

  private static func figures(_ evidence: CalibrationEvidence?) -> [String] {
    guard let evidence else { return ["", "0", "0", Amount.zero.description, "0", Amount.zero.description] }
    return [
      evidence.periods.map(\.description).joined(separator: " "), String(evidence.lines), String(evidence.units),
      evidence.amount.description, String(evidence.adjustmentLines), evidence.adjustments.description,
    ]
  }

  private static func scope(_ row: CalibrationRow) -> [String] {
    [row.scope.country?.description ?? "*", row.scope.tier ?? "*"]
  }

  private static func field(_ text: String) -> String {
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
    // Byte by byte: with an accent behind it a quote is not a character of its own.
    let doubled = text.utf8.flatMap { $0 == 0x22 ? [$0, $0] : [$0] }
    return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
  }
}
