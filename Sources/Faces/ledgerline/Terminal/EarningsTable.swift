import Answers
import Money

extension Table {
  /// Rows of figures, each behind cells of its own: plays, and the gross of each currency that one of them has.
  init(_ columns: [String], numeric: Set<Int> = [], _ rows: [(cells: [String], figures: EarningsFigures)]) {
    let currencies = Set(rows.flatMap(\.figures.gross.keys)).sorted()
    let converted = rows.lazy.compactMap(\.figures.converted).first.map { ["in \($0.currency.code)"] } ?? []
    let all = columns + ["plays", "unrated"] + currencies.map { "estimated \($0)" } + converted
    self.init(
      columns: all,
      rows: rows.map { cells, figures in
        cells + ["\(figures.plays)", "\(figures.unrated_plays)"]
          + currencies.map { figures.gross[$0]?.description ?? "" } + (figures.converted.map { ["\($0.amount)"] } ?? [])
      },
      numeric: numeric.union(columns.count..<all.count))
  }
}
