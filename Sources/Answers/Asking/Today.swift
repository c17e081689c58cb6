import Foundation
import Plays

extension Day {
  /// This day, in UTC, for whoever asks: services are told the day.
  package static var today: Day { Day(number: Int32(Int64(Date().timeIntervalSince1970) / 86_400)) }
}
