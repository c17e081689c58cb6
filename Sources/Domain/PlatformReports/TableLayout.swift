/// A table under a header line: what its columns mean, and what stands above and below it.
struct TableLayout: Sendable {
  /// Meaning of a cell of a row.
  enum Meaning: Int, CaseIterable, Sendable {
    case period, platform, store, country, tier, isrc, upc, externalID, units, amount, currency
  }

  struct Column: Sendable {
    /// The names it goes by, the usual one first; compared by `Header.normal`.
    let names: [String]
    /// `nil` for a column that is known and not read.
    let meaning: Meaning?
    /// True if the header must name it.
    let isRequired: Bool

    static func required(_ meaning: Meaning?, _ names: String...) -> Column {
      Column(names: names, meaning: meaning, isRequired: true)
    }

    static func optional(_ meaning: Meaning?, _ names: String...) -> Column {
      Column(names: names, meaning: meaning, isRequired: false)
    }
  }

  /// A line above the header that holds for all rows: a label and its value.
  struct Preamble: Sendable {
    enum Meaning: Sendable { case firstDay, lastDay, platform, currency }
    let names: [String]
    let meaning: Meaning
  }

  /// A line below the rows: a label and the figure that they must come to. It is checked where it is there.
  struct Footer: Sendable {
    enum Meaning: Sendable { case rows, units, amount }
    let names: [String]
    let meaning: Meaning
  }

  let columns: [Column]
  /// True if columns that are not listed are passed over. Platforms add some without asking; in our own format one is
  /// a mistake.
  let allowsOtherColumns: Bool
  var preamble: [Preamble] = []
  var footers: [Footer] = []
  /// The currency, where every file of the format is in the same.
  var currency: String?
  /// Spellings of territories that only this format has.
  var territories: [String: String] = [:]
  /// The namespace of `externalID`.
  var namespace = ""
}
