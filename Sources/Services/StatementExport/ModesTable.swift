import Money
import PlatformReports
import Plays
import Statements
import Store

/// The sheet of modes of exploitation: all lines of a statement, by the month that they are about, the platform, how plays became
/// money and what the recording was used for. Of what nobody tells, estimates too, it is not told, and never guessed.
///
/// A recording's money in a market is divided by what the reports' rows of its modes come to, to the last unit: by largest
/// remainder, so that the sheet comes to all lines.
struct ModesTable {
  private struct Key: Hashable {
    let period: Period
    let platform: String
    let monetisation: Monetisation
    let origin: Origin
  }

  private struct Sum {
    var units: Int64 = 0
    var gross = Amount.zero
    var fee = Amount.zero
    var royalty = Amount.zero
  }

  private let kind: Statement.Kind
  private var sums: [Key: Sum] = [:]

  init(_ kind: Statement.Kind) {
    self.kind = kind
  }

  mutating func add(_ line: StatementLineStore.ModedLine) {
    guard !line.modes.isEmpty else {
      return add(
        line, .notTold, .notTold, Sum(units: line.plays, gross: line.converted, fee: line.fee, royalty: line.royalty))
    }
    let weights = Self.weights(line.modes)
    let byUnits = line.modes.map { Int128($0.units.magnitude) }
    let units = Apportionment.parts(of: Int128(line.plays), by: byUnits.contains { $0 > 0 } ? byUnits : weights)
    let gross = Apportionment.parts(of: line.converted.pico, by: weights)
    let fees = Apportionment.parts(of: line.fee.pico, by: weights)
    let royalties = Apportionment.parts(of: line.royalty.pico, by: weights)
    for (index, mode) in line.modes.enumerated() {
      add(
        line, mode.monetisation, mode.origin,
        Sum(
          units: Int64(units[index]), gross: Amount(pico: gross[index]), fee: Amount(pico: fees[index]),
          royalty: Amount(pico: royalties[index])))
    }
  }

  private mutating func add(
    _ line: StatementLineStore.ModedLine, _ monetisation: Monetisation, _ origin: Origin, _ sum: Sum
  ) {
    let key = Key(
      period: line.earningPeriod, platform: line.platform, monetisation: monetisation, origin: origin)
    sums[key, default: Sum()].units += sum.units
    sums[key]!.gross += sum.gross
    sums[key]!.fee += sum.fee
    sums[key]!.royalty += sum.royalty
  }

  /// Money decides; where it comes to nothing the plays do, and where these do too the first mode has all.
  private static func weights(_ modes: [StatementLineStore.Mode]) -> [Int128] {
    for weights in [modes.map { abs($0.amount.pico) }, modes.map { Int128($0.units.magnitude) }]
    where weights.contains(where: { $0 > 0 }) {
      return weights
    }
    return modes.indices.map { $0 == 0 ? 1 : 0 }
  }

  var table: Table {
    let rows = sums.filter { $0.value.units != 0 || $0.value.gross != .zero || $0.value.royalty != .zero }.sorted {
      a, b in
      func order(_ key: Key) -> (Period, String, String, String) {
        (key.period, key.platform, key.monetisation.rawValue, key.origin.rawValue)
      }
      return order(a.key) < order(b.key)
    }
    return Table(
      kind, kind.modes.key,
      rows: rows.map { key, sum in
        let net = sum.gross - sum.fee
        return [
          .init(key.period), .text(key.platform), .text(key.monetisation.rawValue), .text(key.origin.rawValue),
          .integer(sum.units), .amount(sum.gross), .amount(sum.fee), .amount(net), .amount(sum.royalty),
        ] + (kind == .label ? [.amount(net - sum.royalty)] : [])
      })
  }
}
