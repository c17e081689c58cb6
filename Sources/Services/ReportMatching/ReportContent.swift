import Crypto
import Money
import PlatformReports
import Plays
import Store

/// Digest of what a report says: the same for the same rows, however their file was saved, in whichever order.
///
/// Each row is digested by SHA-256, and the digests are added up modulo 2^256, so that no order matters and nothing has to
/// be sorted. Whoever wants two reports to have one digest can have that: theirs then count as one, which harms nobody else.
struct ReportContent {
  private var sum: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private var rows: UInt64 = 0
  private var bytes: [UInt8] = []

  mutating func add(_ row: ReportRow) {
    bytes.removeAll(keepingCapacity: true)
    append(row.period.first.number)
    append(row.units)
    append(row.amount.pico)
    for text in [row.platform, row.country.description, row.currency.code] { append(text) }
    for text in [row.tier, row.isrc?.description, row.upc?.padded, row.externalID] {
      if let text { append(text) }
      // No byte of UTF-8: a text that is missing is not an empty one.
      bytes.append(text == nil ? 0xFE : 0xFF)
    }
    rows += 1
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    hash.finalize().withUnsafeBytes { digest in
      func word(_ index: Int) -> UInt64 {
        UInt64(littleEndian: digest.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
      }
      let first = sum.0.addingReportingOverflow(word(0))
      let second = Self.add(sum.1, word(1), carry: first.overflow)
      let third = Self.add(sum.2, word(2), carry: second.carry)
      let fourth = Self.add(sum.3, word(3), carry: third.carry)
      sum = (first.partialValue, second.sum, third.sum, fourth.sum)
    }
  }

  /// - Parameters:
  ///   - sender: of the report, or its account, where there is one.
  ///   - scopes: what it speaks of: also countries without a row, and days of its own.
  ///   - statements: months in which the sender accounts.
  ///   - totals: what it states beside its rows. One that only states another final total is another report.
  func digest(
    sender: String?, scopes: [ReportStore.Scope], totals: [StatedTotal], statements: [Period]
  ) -> [UInt8] {
    var whole = ReportContent()
    whole.append(sender ?? "")
    for scope in scopes {
      whole.append(scope.period.first.number)
      whole.append(scope.platform)
      for country in scope.countries { whole.append(country.description) }
      whole.append(scope.days?.lowerBound.number ?? 0)
      whole.append(scope.days?.upperBound.number ?? 0)
    }
    for total in totals.filter(\.isTelling).sorted(by: { $0.id < $1.id }) {
      whole.append(total.id)
      for amount in [total.finalTotal, total.usageIndependentFee, total.deductions] {
        whole.append(amount?.description ?? "")
      }
    }
    for statement in statements { whole.append(statement.first.number) }
    for word in [rows, sum.0, sum.1, sum.2, sum.3] { whole.append(word) }
    return Array(SHA256.hash(data: whole.bytes))
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    bytes.append(0xFF)
  }

  private mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func add(_ a: UInt64, _ b: UInt64, carry: Bool) -> (sum: UInt64, carry: Bool) {
    let (sum, first) = a.addingReportingOverflow(b)
    let (whole, second) = sum.addingReportingOverflow(carry ? 1 : 0)
    return (whole, first || second)
  }
}
