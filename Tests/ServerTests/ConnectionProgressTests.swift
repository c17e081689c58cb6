import NIOCore
import Server
import Testing

/// The time that a connection has, told on a clock of the test's own.
@Suite("Connections that do not get on")
struct ConnectionProgressTests {
  private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

  /// A connection on which a head began at the start and never ended.
  private func halfSent(_ limits: ConnectionLimits) -> ConnectionProgress {
    var progress = ConnectionProgress(limits, at: Self.start)
    progress.wants(at: Self.start)
    progress.received(Array("GET / HT".utf8), count: 8, at: Self.start)
    return progress
  }

  @Test("that began at one moment end at different ones, none later than the limit")
  func spread() {
    let limits = ConnectionLimits()
    var ends: Set<Int64> = []
    for thousandths in ConnectionLimits.patience {
      var progress = halfSent(limits.times(thousandths))
      let end = 10_000 * Int64(thousandths) / 1_000
      #expect(progress.overdue(at: Self.start + .milliseconds(end), buffered: 0) == nil)
      #expect(progress.overdue(at: Self.start + .milliseconds(end + 1), buffered: 0) == .head)
      ends.insert(end)
    }
    #expect(ends.count > 200 && ends.max() == 10_000 && ends.min() == 7_500)
  }

  @Test("are told apart by what they wait for")
  func kinds() {
    var idle = ConnectionProgress(ConnectionLimits(), at: Self.start)
    #expect(idle.overdue(at: Self.start + .seconds(60), buffered: 0) == nil)
    #expect(idle.overdue(at: Self.start + .seconds(61), buffered: 0) == .idle)
    var answering = halfSent(ConnectionLimits())
    answering.headEnded(at: Self.start)
    answering.bodyEnded(at: Self.start)
    #expect(answering.overdue(at: Self.start + .seconds(3_600), buffered: 0) == nil, "its answer is under way")
  }
}
