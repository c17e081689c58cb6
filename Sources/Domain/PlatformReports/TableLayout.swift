import Money
import Plays

/// A table under a header line: what its columns mean, and what stands above and below it.
struct TableLayout: Sendable {
  /// Meaning of a cell of a row.
  enum Meaning: String, CaseIterable, Sendable {
    case month, firstDay = "first_day", lastDay = "last_day", platform, store, country, tier, isrc, upc
    case externalID = "external_id"
    case units, otherUnits = "other_units"
    case amount, currency, statement, gross, fee, monetisation, origin, title, artist

    /// Its place among all.
    var place: Int {
      switch self {
      case .month: 0
      case .firstDay: 1
      case .lastDay: 2
      case .platform: 3
      case .store: 4
      case .country: 5
      case .tier: 6
      case .isrc: 7
      case .upc: 8
      case .externalID: 9
      case .units: 10
      case .otherUnits: 11
      case .amount: 12
      case .currency: 13
      case .statement: 14
      case .gross: 15
      case .fee: 16
      case .monetisation: 17
      case .origin: 18
      case .title: 19
      case .artist: 20
      }
    }

    /// True for a name that is shown, and never decides anything.
    var isWords: Bool { self == .title || self == .artist }
    var isDate: Bool { self == .month || self == .firstDay || self == .lastDay || self == .statement }
    var isFigure: Bool {
      self == .units || self == .otherUnits || self == .amount || self == .gross || self == .fee
    }
  }

  struct Column: Sendable {
    /// The names it goes by, the usual one first; compared by `Header.normal`. `{currency}` in one stands for a code.
    let names: [String]
    /// The same, as they are compared.
    let normals: [String]
    /// `nil` for a column that is known and not read.
    let meaning: Meaning?
    /// True if the header must name it.
    let isRequired: Bool
    /// Ways in which its dates are written.
    var dates: [DatePattern] = []
    /// True if an empty cell of it is zero.
    var isZeroWhereEmpty = false
    /// A column whose text belongs behind its own, after a space: the month behind the year, the title behind the artist.
    var joinedWith: String?

    init(
      names: [String], meaning: Meaning?, isRequired: Bool, dates: [DatePattern] = [], isZeroWhereEmpty: Bool = false,
      joinedWith: String? = nil
    ) {
      self.joinedWith = joinedWith
      self.names = names
      normals = names.map { Header.normal($0) }
      self.meaning = meaning
      self.isRequired = isRequired
      self.dates = dates
      self.isZeroWhereEmpty = isZeroWhereEmpty
    }
  }

  /// A cell above the header that holds for all rows: behind its label, or at a place.
  struct Preamble: Sendable {
    enum Meaning: String, CaseIterable, Sendable {
      case firstDay = "first_day", lastDay = "last_day", month, platform, currency, statement
    }
    let names: [String]
    /// Line and cell, from 1, of one without a label.
    let place: (line: Int, cell: Int)?
    let meaning: Meaning
    var dates: [DatePattern] = []
  }

  /// A line below the rows: a label and the figure that they must come to. It is checked where it is there.
  struct Footer: Sendable {
    enum Meaning: String, CaseIterable, Sendable { case rows, units, amount }
    let names: [String]
    let meaning: Meaning
    /// Difference that is allowed, where the sender rounds its totals.
    var tolerance = Amount.zero
  }

  /// Rows by the value of a column, as it is written but for the case of letters of ASCII.
  struct Rule: Sendable {
    let column: String
    /// A `*` at the end stands for anything.
    let values: [String]
  }

  var columns: [Column]
  /// True if columns that are not listed are passed over. Platforms add some without asking; in our own format one is
  /// a mistake.
  var allowsOtherColumns = true
  /// Lines within which the header stands.
  var headerWithin = 1
  var preamble: [Preamble] = []
  var footers: [Footer] = []
  var skipped: [Rule] = []
  /// Rows of money that is passed on or paid out, and no income.
  var transfers: [Rule] = []
  /// True if all rows are such.
  var isPassedOn = false
  /// First cells of a line that says that nothing was earned.
  var nothingEarned: [String] = []
  /// Rows whose units are returns though they have no sign.
  var returns: [Rule] = []
  /// Rows whose units are those of `otherUnits`; without any rule these are added.
  var replacesUnits: [Rule] = []
  /// That which every file of the format has in common.
  var currency: Currency?
  var platform: String?
  var country: Country?
  var tier: String?
  var values = ValueMaps()
  var numbers = NumberStyle()
  /// The namespace of `externalID`; the row's platform where it is empty.
  var namespace = ""
  /// The month of all rows, from the file's name.
  var monthInName: [DatePattern] = []
  var statementInName: [DatePattern] = []
  /// Difference that gross less fee may have from the amount; `nil` where that is not checked.
  var feeTolerance: Amount?

  /// True if a row is of the month in which the sender accounts for it, since nothing else is told.
  var isMonthOfStatement = false
  /// Facts that no file of the format tells, and that nobody has told for this account yet.
  var untold: [String] = []

  /// The same, for what a spreadsheet has made of days: `2026-03-01` of what was `2026-03` or `3/1/2026`.
  ///
  /// A month that has become a day, as `SEP-25` the 25th of September, is refused where it is not the first of one.
  var ofSheets: TableLayout {
    func spelt(_ dates: [DatePattern]) -> [DatePattern] {
      dates
        + (dates.contains(where: \.hasDay) ? ["YYYY-MM-DD", "YYYY-MM-DDT*"] : ["YYYY-MM-01"]).map { DatePattern($0)! }
    }
    var layout = self
    for index in columns.indices where columns[index].meaning?.isDate == true {
      layout.columns[index].dates = spelt(columns[index].dates)
    }
    for index in preamble.indices where !preamble[index].dates.isEmpty {
      layout.preamble[index].dates = spelt(preamble[index].dates)
    }
    return layout
  }

  /// True if the cells above the header are found by labels, each on a line of its own.
  var hasLabels: Bool { preamble.contains { $0.place == nil } }

  func column(_ meaning: Meaning) -> Column? { columns.first { $0.meaning == meaning } }
}
