import Plays

/// Releases on which a recording stands, each with its owners by the day, and the one that is primary. A pure value.
///
/// The usual recording stands on one, and has its owners alone. Where there are several, each is told apart by its barcode, and
/// plays that name none are the primary's: their owners are those of whichever release is primary on their day.
package struct Releases {
  /// Artist, release and label, by their ids, and whose reports cover the release.
  package struct Owner: Hashable, Sendable {
    package let artist: String
    /// Left-padded to 14 digits.
    package let gtin: String
    package let label: String
    /// Account of the sender; `nil` for anybody's.
    package let account: String?

    package init(artist: String, gtin: String, label: String, account: String? = nil) {
      self.account = account
      self.artist = artist
      self.gtin = gtin
      self.label = label
    }
  }

  /// A row of a catalog.
  package struct Row: Sendable {
    package let from: Day?
    package let owner: Owner
    package let isPrimary: Bool?

    package init(from: Day?, owner: Owner, isPrimary: Bool? = nil) {
      self.from = from
      self.owner = owner
      self.isPrimary = isPrimary
    }
  }

  /// One of several releases.
  package struct Release {
    /// From 1 on.
    package let number: Int32
    package let gtin: String
    package fileprivate(set) var owners: Ownership<Owner>
  }

  package enum Fault: Error, Hashable {
    /// Something new that has no row without a day: nobody knows whose it was before the first day that a row names.
    case beginningless(Day)
    /// Rows name several releases as the primary one from a day on.
    case severalPrimary(Day)
  }

  /// Owners of plays that name no release.
  package private(set) var primary: Ownership<Owner>
  /// Each of several, by their numbers; none of the usual recording.
  package private(set) var releases: [Release]

  package typealias Times = [(from: Day?, owner: Owner)]

  /// - Parameters:
  ///   - primary: by their days; none of a recording that is new.
  ///   - releases: by their numbers, each with its times.
  package init(primary: Times = [], releases: [(number: Int32, times: Times)] = []) {
    self.primary = Ownership(primary)
    self.releases = releases.map {
      Release(number: $0.number, gtin: $0.times[0].owner.gtin, owners: Ownership($0.times))
    }
  }

  /// Takes the rows that one catalog has of the recording, in the order of their lines.
  ///
  /// Several barcodes in rows without a day are several releases. A single row with another barcode than the one that is known
  /// corrects it, as one with another label does; unless it says something of `primary`: then it is another release.
  ///
  /// - Parameter today: in UTC.
  package mutating func take(_ rows: [Row], today: Day) throws(Fault) {
    let undated = rows.filter { $0.from == nil }
    guard areSeveral(undated) else {
      let dated = rows.filter { $0.from != nil }
      try Self.refuseTwice(dated)
      try Self.take(undated.first, dated, today, into: &primary)
      return
    }
    add(undated)
    for index in releases.indices {
      let own = rows.filter { $0.owner.gtin == releases[index].gtin }
      try Self.take(own.first { $0.from == nil }, own.filter { $0.from != nil }, today, into: &releases[index].owners)
    }
    try follow(rows, undated, today)
  }

  private func areSeveral(_ undated: [Row]) -> Bool {
    if !releases.isEmpty { return true }
    if Set(undated.map(\.owner.gtin)).count > 1 { return true }
    guard let row = undated.first, row.isPrimary != nil else { return false }
    return !primary.times.isEmpty && !primary.times.contains { $0.owner.gtin == row.owner.gtin }
  }

  /// Adds releases that are new; the first of all is the one that was alone until now.
  private mutating func add(_ undated: [Row]) {
    var barcodes = undated.map(\.owner.gtin)
    if releases.isEmpty, let former = primary.times.last?.owner.gtin { barcodes.insert(former, at: 0) }
    for barcode in barcodes where !releases.contains(where: { $0.gtin == barcode }) {
      let times = primary.times.filter { $0.owner.gtin == barcode }
      releases.append(
        Release(
          number: (releases.last?.number ?? 0) + 1, gtin: barcode,
          owners: Ownership(times.enumerated().map { ($0.offset == 0 ? nil : $0.element.from, $0.element.owner) })))
    }
  }

  /// Finds out which release is primary on which days, and takes its owners.
  private mutating func follow(_ rows: [Row], _ undated: [Row], _ today: Day) throws(Fault) {
    let known = Set(releases.map(\.gtin))
    let foreign = rows.filter { $0.from != nil && !known.contains($0.owner.gtin) }
    if let day = foreign.first(where: { $0.isPrimary == false })?.from { throw .beginningless(day) }
    let dated = rows.filter { $0.from != nil && (!known.contains($0.owner.gtin) || $0.isPrimary == true) }
    try Self.refuseTwice(dated)
    var barcodes = Ownership(primary.times.map { ($0.from, $0.owner.gtin) })
    let told = undated.first { $0.isPrimary == true } ?? (barcodes.times.isEmpty ? undated.first : nil)
    do {
      try barcodes.take(told?.owner.gtin, dated: dated.map { ($0.from!, $0.owner.gtin) }, today: today)
    } catch { throw .beginningless(error.day) }
    var times: Times = []
    for (index, time) in barcodes.times.enumerated() {
      guard let release = releases.first(where: { $0.gtin == time.owner }) else {
        // A release that only rows with a day have named: whose it was, or is said to be.
        let row = foreign.first { $0.from == time.from && $0.owner.gtin == time.owner }
        times.append((time.from, row?.owner ?? primary.owner(on: time.from)!))
        continue
      }
      times.append((time.from, release.owners.owner(on: time.from)!))
      let end = index + 1 < barcodes.times.count ? barcodes.times[index + 1].from : nil
      for own in release.owners.times {
        guard let day = own.from, time.from.map({ $0 < day }) ?? true, end.map({ day < $0 }) ?? true,
          own.owner != times[times.count - 1].owner
        else { continue }
        times.append((day, own.owner))
      }
    }
    primary = Ownership(times)
    try Self.take(nil, foreign, today, into: &primary)
  }

  private static func refuseTwice(_ dated: [Row]) throws(Fault) {
    for (index, row) in dated.enumerated() where dated[..<index].contains(where: { $0.from == row.from }) {
      throw .severalPrimary(row.from!)
    }
  }

  private static func take(
    _ undated: Row?, _ dated: [Row], _ today: Day, into owners: inout Ownership<Owner>
  ) throws(Fault) {
    do {
      try owners.take(undated?.owner, dated: dated.map { ($0.from!, $0.owner) }, today: today)
    } catch { throw .beginningless(error.day) }
  }
}
