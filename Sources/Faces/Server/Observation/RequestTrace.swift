import HTTPTypes
import Hummingbird
import Logging
import Synchronization

/// Trace of the request that the current task answers, for the log: its id, and the token that it came with.
package final class RequestTrace: Sendable {
  @TaskLocal static var current: RequestTrace?

  static let header = HTTPField.Name("X-Request-Id")!

  /// Id that the caller sent as `X-Request-Id`, if it is one; else made here. The answer has it too.
  let id: String
  private let tokenID = Atomic<Int32>(0)

  init(_ request: Request) {
    id = request.headers[Self.header].flatMap { Self.isID($0) ? $0 : nil } ?? Self.makeID()
  }

  /// The token's number, never the token; `nil` before it was looked up, and where there was none.
  var token: Int32? {
    let id = tokenID.load(ordering: .relaxed)
    return id == 0 ? nil : id
  }

  func identified(token: Int32) { tokenID.store(token, ordering: .relaxed) }

  /// Gives every line that is logged while a request is answered the request's id.
  package static let metadata = Logger.MetadataProvider {
    current.map { ["request_id": .string($0.id)] } ?? [:]
  }

  /// 1 to 64 letters, digits and `.`, `_`, `-`: nothing that could be another field or line of a log.
  static func isID(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
          || $0 == 0x2E || $0 == 0x5F
      }
  }

  private static let base: (high: UInt64, low: UInt64) = (.random(in: 0 ... .max), .random(in: 0 ... .max))
  private static let count = Atomic<UInt64>(0)

  /// 128 bits that are random for each process, and other ones for each request: asking the system for each costs more than
  /// all else here.
  private static func makeID() -> String {
    // The finalizer of SplitMix64, which gives no number twice.
    var low = base.low &+ count.wrappingAdd(1, ordering: .relaxed).newValue &* 0x9E37_79B9_7F4A_7C15
    low = (low ^ (low >> 30)) &* 0xBF58_476D_1CE4_E5B9
    low = (low ^ (low >> 27)) &* 0x94D0_49BB_1331_11EB
    low ^= low >> 31
    return String(unsafeUninitializedCapacity: 32) { digits in
      for place in 0..<32 {
        let half = place < 16 ? base.high : low
        let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * (place % 16))) & 15
        digits[place] = digit + UInt8(ascii: digit < 10 ? "0" : "W")
      }
      return 32
    }
  }
}
