import NIOCore

/// Progress of a connection, and the judgement that it does not get on. It knows no clock: it is told the time.
package struct ConnectionProgress {
  /// Next part from the client.
  package enum Reading {
    /// Nothing of the next request has come.
    case waiting
    case head, body
    /// Nothing more is taken.
    case over
  }

  /// Part that took too long.
  package enum Overdue {
    case idle, head, body, answer, closing
  }

  package let limits: ConnectionLimits
  private(set) var reading = Reading.waiting
  /// Requests whose answers have not ended.
  private(set) var answering = 0
  /// True if the answer under way is the last of the connection.
  package var closesAfterAnswer = false
  /// True if a line's end has come since the head began.
  private(set) var hasRequestLine = false

  /// Since when the connection waits, the head comes, or the end is waited for.
  private var since: NIODeadline
  /// Time of the last bytes, or of wanting none.
  private var lastRead: NIODeadline
  private var wantsRead = false
  /// Time that bytes of the body were waited for, and their number.
  private var bodyWaited = TimeAmount.zero
  private var bodyBytes: Int64 = 0
  /// Since when the rest of a body is thrown away that the answer did not need.
  private var answeredAt: NIODeadline?
  /// Bytes written, and those taken when the reader was last found getting on.
  private var written: Int64 = 0
  private var mark: (taken: Int64, at: NIODeadline)

  package init(_ limits: ConnectionLimits, at now: NIODeadline) {
    self.limits = limits
    since = now
    lastRead = now
    mark = (0, now)
  }

  // MARK: What happens

  /// The next bytes are asked for.
  package mutating func wants(at now: NIODeadline) {
    if !wantsRead { lastRead = now }
    wantsRead = true
  }

  /// Bytes came, and have not been decoded.
  package mutating func received(_ bytes: some Sequence<UInt8>, count: Int, at now: NIODeadline) {
    switch reading {
    case .waiting:
      (reading, since, hasRequestLine) = (.head, now, bytes.contains(UInt8(ascii: "\n")))
    case .head: hasRequestLine = hasRequestLine || bytes.contains(UInt8(ascii: "\n"))
    case .body:
      if wantsRead { bodyWaited = bodyWaited + (now - lastRead) }
      bodyBytes += Int64(count)
    case .over: break
    }
    (lastRead, wantsRead) = (now, false)
  }

  package mutating func headEnded(at now: NIODeadline) {
    (reading, bodyWaited, bodyBytes, lastRead, answeredAt) = (.body, .zero, 0, now, nil)
    answering += 1
  }

  package mutating func bodyEnded(at now: NIODeadline) {
    if reading == .body { (reading, since) = (.waiting, now) }
  }

  package mutating func answerEnded(at now: NIODeadline) {
    answering = max(0, answering - 1)
    switch reading {
    case .waiting, .head, .over: since = now
    case .body: answeredAt = now
    }
  }

  /// Nothing more is taken; what is still answered is.
  package mutating func end(at now: NIODeadline) {
    (reading, since) = (.over, now)
  }

  /// The last answer has been written.
  package mutating func finished(at now: NIODeadline) {
    end(at: now)
    answering = 0
  }

  package mutating func wrote(_ count: Int) { written += Int64(count) }

  // MARK: Whether it gets on

  /// - Parameter buffered: bytes of the answers that the kernel has not taken.
  package mutating func overdue(at now: NIODeadline, buffered: Int) -> Overdue? {
    if isUnread(buffered, at: now) { return .answer }
    switch reading {
    case .waiting: return answering == 0 && passed(since, limits.idleTimeout, now) ? .idle : nil
    case .head: return answering == 0 && passed(since, limits.headerTimeout, now) ? .head : nil
    case .body: return isBodyOverdue(at: now) ? .body : nil
    case .over: return answering == 0 && passed(since, ConnectionLimits.lingering, now) ? .closing : nil
    }
  }

  private func isBodyOverdue(at now: NIODeadline) -> Bool {
    // Of a refused upload the sender must have seen the answer by then.
    if let answeredAt, passed(answeredAt, limits.headerTimeout, now) { return true }
    // While we do not read, the client is not to blame.
    guard wantsRead else { return false }
    if passed(lastRead, limits.bodyTimeout, now) { return true }
    let waited = bodyWaited + (now - lastRead)
    return waited > TimeAmount(limits.bodyTimeout) + .seconds(bodyBytes / Int64(limits.minimumRate))
  }

  private mutating func isUnread(_ buffered: Int, at now: NIODeadline) -> Bool {
    let taken = written - Int64(buffered)
    let expected = Int64(limits.minimumRate) * limits.writeTimeout.components.seconds
    if buffered == 0 || taken - mark.taken >= expected { mark = (taken, now) }
    return passed(mark.at, limits.writeTimeout, now)
  }

  private func passed(_ start: NIODeadline, _ limit: Duration, _ now: NIODeadline) -> Bool {
    now - start > TimeAmount(limit)
  }
}
