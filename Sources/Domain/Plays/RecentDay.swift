/// Day of the last time that was read, by the ten bytes it was written in: events come by the day.
struct RecentDay {
  private var first: UInt64 = 0
  private var last: UInt16 = 0
  private var begin: Int64 = 0

  /// Reads a time as `Timestamp` does, and in the usual spelling only the time of a day that is known.
  ///
  /// - Returns: milliseconds since 1970; `nil` for what is no time.
  @inline(__always)
  mutating func milliseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    let ofDay = Timestamp.millisecondsOfDay(text)
    guard ofDay >= 0 else { return Timestamp.milliseconds(text) }
    let raw = UnsafeRawPointer(text.baseAddress!)
    let first = raw.loadUnaligned(as: UInt64.self)
    let last = raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
    if first == self.first, last == self.last { return begin + ofDay }
    guard let read = Timestamp.milliseconds(text) else { return nil }
    (self.first, self.last, begin) = (first, last, read - ofDay)
    return read
  }
}
