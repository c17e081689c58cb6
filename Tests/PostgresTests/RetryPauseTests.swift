import Postgres
import Testing

@Suite("A pause before another try")
struct RetryPauseTests {
  @Test("grows from a quarter of a second to five, and begins anew after success")
  func growing() {
    var pause = RetryPause()
    let pauses = (0..<7).map { _ in pause.next() / .milliseconds(1) }
    #expect(pauses == [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000])
    pause.reset()
    #expect(pause.next() == .milliseconds(250))
  }
}
