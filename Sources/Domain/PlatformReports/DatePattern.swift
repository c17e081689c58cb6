import Plays

/// A way to write dates: `YYYY-MM`, `MMMM YYYY`, `M/D/YY *`. Within the name of a file only what is in braces is a date:
/// `*-{MM}-{YY}.csv`.
///
/// `M` and `D` have one digit or two, `MM` and `DD` two, `MMM` is `Sep`, `MMMM` is `September`, `YY` is of this century,
/// and `*` is anything. Letters are compared without regard to case.
struct DatePattern: Sendable {
  /// That which was read of a date.
  struct Found: Equatable, Sendable {
    var year: Int?
    var month: Int?
    var day: Int?

    var period: Period? { year.flatMap { year in month.flatMap { Period(year: year, month: $0) } } }
    var date: Day? {
      guard let year, let month, let day else { return nil }
      return Day(year: year, month: month, day: day)
    }
  }

  private enum Part: Equatable, Sendable {
    case text(UInt8), anything
    case year(digits: Int), month(digits: ClosedRange<Int>), day(digits: ClosedRange<Int>)
    case monthName(letters: Int?)
  }

  /// Its text, for messages.
  let text: String
  private let parts: [Part]

  /// Longer texts are no dates, nor names of files.
  private static let maximumBytes = 256
  private static let names = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ].map { Array($0.utf8) }
  private static let tokens: [(String, Part)] = [
    ("YYYY", .year(digits: 4)), ("YY", .year(digits: 2)), ("MMMM", .monthName(letters: nil)),
    ("MMM", .monthName(letters: 3)), ("MM", .month(digits: 2...2)), ("M", .month(digits: 1...2)),
    ("DD", .day(digits: 2...2)), ("D", .day(digits: 1...2)),
  ]

  /// A pattern of whole cells.
  init?(_ text: String) { self.init(text, inName: false) }

  /// - Parameter inName: true for the name of a file, where dates are in braces.
  /// - Returns: `nil` for a pattern with braces that do not match, or more than four `*`.
  init?(_ text: String, inName: Bool) {
    var parts: [Part] = []
    var rest = Substring(text)
    var isOpen = !inName
    while let character = rest.first {
      if inName, character == "{" || character == "}" {
        guard isOpen == (character == "}") else { return nil }
        isOpen = character == "{"
        rest.removeFirst()
      } else if isOpen, let token = Self.tokens.first(where: { rest.hasPrefix($0.0) }) {
        parts.append(token.1)
        rest.removeFirst(token.0.utf8.count)
      } else if character == "*" {
        parts.append(.anything)
        rest.removeFirst()
      } else {
        guard !inName || !isOpen else { return nil }
        parts += character.utf8.map { .text(Self.lower($0)) }
        rest.removeFirst()
      }
    }
    guard !parts.isEmpty, isOpen == !inName, parts.count(where: { $0 == .anything }) <= 4 else { return nil }
    self.text = text
    self.parts = parts
  }

  /// True if it tells a day.
  var hasDay: Bool { parts.contains { if case .day = $0 { true } else { false } } }
  /// True if it tells a month, with its year.
  var hasMonth: Bool {
    parts.contains { if case .year = $0 { true } else { false } }
      && parts.contains {
        switch $0 {
        case .month, .monthName: true
        default: false
        }
      }
  }

  /// - Returns: `nil` for what is not written so.
  func match(_ text: some StringProtocol) -> Found? {
    let bytes = text.utf8.map(Self.lower)
    guard bytes.count <= Self.maximumBytes else { return nil }
    return match(parts[...], bytes[...], Found())
  }

  private func match(_ parts: ArraySlice<Part>, _ bytes: ArraySlice<UInt8>, _ found: Found) -> Found? {
    guard let part = parts.first else { return bytes.isEmpty ? found : nil }
    let rest = parts.dropFirst()
    func digits(_ lengths: ClosedRange<Int>, _ set: (inout Found, Int) -> Void) -> Found? {
      for length in lengths.reversed() where bytes.count >= length {
        let text = bytes.prefix(length)
        guard text.allSatisfy({ $0 &- 0x30 <= 9 }) else { continue }
        var next = found
        set(&next, text.reduce(0) { $0 * 10 + Int($1 - 0x30) })
        if let whole = match(rest, bytes.dropFirst(length), next) { return whole }
      }
      return nil
    }
    switch part {
    case .text(let byte):
      guard bytes.first == byte else { return nil }
      return match(rest, bytes.dropFirst(), found)
    case .anything:
      for length in 0...bytes.count {
        if let whole = match(rest, bytes.dropFirst(length), found) { return whole }
      }
      return nil
    case .year(let count): return digits(count...count) { $0.year = count == 2 ? 2000 + $1 : $1 }
    case .month(let lengths): return digits(lengths) { $0.month = $1 }
    case .day(let lengths): return digits(lengths) { $0.day = $1 }
    case .monthName(let letters):
      for (index, name) in Self.names.enumerated() {
        let name = name.prefix(letters ?? name.count)
        guard bytes.starts(with: name) else { continue }
        var next = found
        next.month = index + 1
        if let whole = match(rest, bytes.dropFirst(name.count), next) { return whole }
      }
      return nil
    }
  }

  private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 <= 25 ? byte | 0x20 : byte }
}

extension [DatePattern] {
  /// The first way in which it is written.
  func match(_ text: String) -> DatePattern.Found? {
    for pattern in self { if let found = pattern.match(text) { return found } }
    return nil
  }

  /// For messages: `YYYY-MM or MMMM YYYY`.
  var words: String { map(\.text).joined(separator: " or ") }
}
