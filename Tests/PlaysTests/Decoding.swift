import Plays

/// An accepted event with its ordinals looked up again.
struct Decoded: Equatable {
  var track: String
  var market: Market
  var second: UInt32
  var plays: Int64
}

/// The clock of these tests: 2026-10-17T12:00:00Z, in milliseconds.
let noon: Int64 = 1_792_238_400_000

let platforms: Set<String> = ["spotify", "apple_music", "youtube_music"]

extension PlayDecoder {
  mutating func outcome(_ bytes: [UInt8], receivedAt: Int64 = noon) -> Result<Decoded, QuarantineReason> {
    bytes.withUnsafeBytes { raw in
      do throws(QuarantineReason) {
        let event = try decode(raw, receivedAt: receivedAt)
        return .success(
          Decoded(
            track: vocabulary.track(event.track), market: vocabulary.markets[Int(event.market)], second: event.second,
            plays: event.plays))
      } catch {
        return .failure(error)
      }
    }
  }
}

/// What a fresh decoder makes of an event.
func outcome(_ json: String, receivedAt: Int64 = noon) -> Result<Decoded, QuarantineReason> {
  outcome(Array(json.utf8), receivedAt: receivedAt)
}

func outcome(_ bytes: [UInt8], receivedAt: Int64 = noon) -> Result<Decoded, QuarantineReason> {
  var decoder = PlayDecoder(platforms: platforms)
  return decoder.outcome(bytes, receivedAt: receivedAt)
}

/// Why an event is quarantined; `nil` where it is accepted.
func reason(_ json: String, receivedAt: Int64 = noon) -> QuarantineReason? {
  if case .failure(let reason) = outcome(json, receivedAt: receivedAt) { reason } else { nil }
}

func decoded(_ json: String, receivedAt: Int64 = noon) throws(QuarantineReason) -> Decoded {
  try outcome(json, receivedAt: receivedAt).get()
}
