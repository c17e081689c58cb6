import Plays

/// Statements that are issued every month by themselves: when, whose, in which formats, and where the files go.
///
/// Its run in a month is about the period before: on the 5th of November it issues October's.
package struct Schedule: Hashable, Sendable {
  /// Payees whose statements it makes.
  package enum Recipients: Hashable, Sendable {
    case everyone
    /// The label, its artists, and who has a share in contracts about them.
    case label(String)
    /// These payees, in the order of their ids.
    case payees([String])
  }

  package enum Format: String, Codable, CaseIterable, Sendable {
    case xlsx, json
  }

  /// A refusal of what cannot be a schedule, by the key of its file.
  package struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
    package let key: String
    package let description: String
  }

  /// Payees that one schedule may list.
  package static let payeeLimit = 10_000

  package let name: String
  package let time: MonthlyTime
  package let recipients: Recipients
  /// In the order of `Format`, each once.
  package let formats: [Format]
  package let folder: DeliveryFolder

  package init(
    name: String, time: MonthlyTime, recipients: Recipients, formats: [Format], folder: DeliveryFolder
  ) throws(Invalid) {
    guard Self.isName(name) else {
      throw Invalid(
        key: "schedule",
        description:
          "schedule is a name of at most 64 small letters, digits, - and _, such as lab-north; not \"\(name)\"")
    }
    guard !formats.isEmpty, Set(formats).count == formats.count else {
      throw Invalid(key: "formats", description: "formats lists xlsx, json or both, each once")
    }
    switch recipients {
    case .payees(let payees):
      guard !payees.isEmpty, payees.count <= Self.payeeLimit else {
        throw Invalid(key: "payees", description: "payees lists 1 to \(Self.payeeLimit) payees")
      }
      guard Set(payees).count == payees.count else {
        throw Invalid(key: "payees", description: "payees lists somebody twice")
      }
      self.recipients = .payees(payees.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    case .everyone, .label: self.recipients = recipients
    }
    (self.name, self.time, self.folder) = (name, time, folder)
    self.formats = Format.allCases.filter(formats.contains)
  }

  static func isName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count) && name.first != "-" && name.first != "_"
      && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F }
  }

  /// Moment at which the statements of a period are due, in seconds since 1970.
  package func due(_ period: Period) -> Int64 { time.moment(in: period.next) }

  /// The first period that is not due yet at a moment, and no earlier than one.
  package func next(after now: Int64, from first: Period) -> Period {
    // The month before, for where the day has not come yet; one more, for where clocks are behind UTC.
    var period = max(first, time.month(at: now).advanced(by: -2))
    while due(period) <= now { period = period.next }
    return period
  }
}
