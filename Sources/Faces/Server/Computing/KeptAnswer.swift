import Answers
import Crypto
import Earnings
import Foundation
import Live
import Plays

/// An answer about live totals, as it is written but for its freshness.
struct KeptAnswer: Sendable {
  let query: EarningsQuery
  /// State of what it depends on.
  let version: AnswerVersion
  /// The day that it was asked on: a question may be about this day.
  let day: Day
  let text: FiguresText
  /// Tag of its figures: of the bytes themselves, so that all servers give one tag to one answer.
  let tag: String

  init(_ query: EarningsQuery, _ version: AnswerVersion, on day: Day, _ text: FiguresText) {
    (self.query, self.version, self.day, self.text) = (query, version, day, text)
    tag = Self.tag(text.bytes)
  }

  /// Tag of figures.
  static func tag(_ bytes: [UInt8]) -> String {
    let digest = SHA256.hash(data: bytes)
    return "W/\"" + digest.prefix(16).map { Self.digits[Int($0)] }.joined() + "\""
  }

  private static let digits = (0...255).map { String(format: "%02x", $0) }
}
