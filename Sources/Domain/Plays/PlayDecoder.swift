/// Turns the bytes of one event into a play, or says why it is quarantined.
///
/// Tracks and markets come out as ordinals of the decoder's vocabulary, so that the usual event allocates nothing.
public struct PlayDecoder {
  /// One event may be this long.
  public static let maximumBytes = 64 << 10
  /// Events may run this far ahead of our clock.
  static let futureTolerance: Int64 = 24 * 3_600_000
  /// Events may lie this far behind it: ten years, with their leap days.
  static let pastTolerance: Int64 = 3_653 * 86_400_000
  static let maximumNameBytes = 256

  /// Milliseconds that events may lie behind and ahead of our clock.
  private let tolerance: (past: Int64, future: Int64)
  /// The names met so far.
  public private(set) var vocabulary: Vocabulary
  /// Place of the last event's id, as it is written; empty where it has none.
  public private(set) var eventID: (start: Int, end: Int) = (0, 0)
  private let platforms: Interner
  private var pattern = EventPattern()
  private var recentDay = RecentDay()
  /// Spellings that have passed every check: what is written in them needs none again.
  private var isrcs = ISRCIndex()
  private var releases = ReleaseIndex()
  private var spellings = MarketSpellings()

  /// - Parameters:
  ///   - platforms: those of which a rate table was ever published.
  ///   - anyTime: true takes events of any time: they were looked at when they were received.
  public init(platforms: Set<String>, anyTime: Bool = false) {
    tolerance = anyTime ? (Int64.max / 4, Int64.max / 4) : (Self.pastTolerance, Self.futureTolerance)
    var interner = Interner()
    for platform in platforms.sorted() { _ = interner.add(platform) }
    self.platforms = interner
    vocabulary = Vocabulary(platforms: interner)
  }

  /// True if the vocabulary has outgrown its bound and a new decoder should take over after the next commit.
  public var isExhausted: Bool { vocabulary.size + isrcs.size + releases.size > Vocabulary.limit }

  /// - Parameters:
  ///   - bytes: one JSON object, without a line's end.
  ///   - receivedAt: our clock, in milliseconds since 1970.
  public mutating func decode(
    _ bytes: UnsafeRawBufferPointer, receivedAt: Int64
  ) throws(QuarantineReason) -> PlayEvent {
    guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
    let text = bytes.bindMemory(to: UInt8.self)
    var scanner = EventScanner(text)
    guard scanner.scan(expecting: &pattern) else { throw .malformedJSON }

    eventID = (scanner[.eventID].start, scanner[.eventID].end)
    let isrc = scanner[.isrc]
    let external = scanner[.externalID]
    let time = scanner[.playedAt].isGiven ? scanner[.playedAt] : scanner[.playTime]
    let platformField = scanner[.platform].isGiven ? scanner[.platform] : scanner[.source]
    let tierField = scanner[.tier]
    let spelling = Self.spelling(platformField, scanner[.country], tierField, scanner)
    if let spelling, isrc.kind == .text, time.kind == .text {
      let (track, market) = (isrcs.find(scanner.slice(isrc)), spellings.find(spelling))
      if track >= 0, market >= 0 {
        let (second, plays) = (try second(time, scanner, receivedAt), try Self.plays(scanner))
        return PlayEvent(track: release(of: track, scanner), market: market, second: second, plays: plays)
      }
    }
    // A tier that is not text is nothing we could keep, and dropping it would move the play to another market.
    let knownTier = try tier(tierField, scanner)
    guard isrc.isGiven || external.isGiven, time.isGiven, platformField.isGiven, scanner[.country].isGiven
    else { throw .missingField }

    // Every check comes before the vocabulary learns anything, and in the order of the reasons.
    var code = InlineArray<16, UInt8>(repeating: 0)
    if isrc.isGiven {
      guard try Self.text(isrc, scanner, else: .badISRC, { ISRC.normalize($0, into: &code) }) else { throw .badISRC }
    } else {
      guard try Self.text(external, scanner, else: .badISRC, Self.isName) else { throw .badISRC }
    }
    let second = try second(time, scanner, receivedAt)
    let platform = try Self.text(platformField, scanner, else: .unknownPlatform) { name in
      Self.withLowercased(name) { platforms.find($0) }
    }
    guard platform >= 0 else { throw .unknownPlatform }
    guard let country = try Self.text(scanner[.country], scanner, else: .unknownCountry, Self.country)
    else { throw .unknownCountry }
    let plays = try Self.plays(scanner)
    let tier = if let knownTier { knownTier } else { try newTier(tierField, scanner) }
    let track =
      isrc.isGiven
      ? code.span.withUnsafeBufferPointer { vocabulary.addTrack(UnsafeBufferPointer(rebasing: $0[0..<12])) }
      : try externalTrack(external, scanner, platform)
    let market = vocabulary.market(platform, country, tier)
    if let spelling { spellings.learn(spelling, market) }
    if isrc.kind == .text { learn(scanner.slice(isrc), as: track, code) }
    return PlayEvent(track: release(of: track, scanner), market: market, second: second, plays: plays)
  }

  /// The number of a track on the release that an event names; of the track itself where it names none. A barcode that is
  /// none says nothing: the play is one all the same.
  @inline(__always)
  private mutating func release(of track: Int32, _ scanner: EventScanner) -> Int32 {
    let value = scanner[.upc]
    return value.isGiven ? release(of: track, value, scanner) : track
  }

  private mutating func release(of track: Int32, _ value: EventScanner.Value, _ scanner: EventScanner) -> Int32 {
    let barcode: UInt64? =
      switch value.kind {
      case .text, .number: GTIN.number(scanner.slice(value))
      case .escapedText:
        JSONString.unescaped(scanner.slice(value)).flatMap { $0.withUnsafeBufferPointer { GTIN.number($0) } }
      default: nil
      }
    guard let barcode else { return track }
    let known = releases.find(barcode, of: track)
    if known >= 0 { return known }
    let ordinal = vocabulary.addRelease(barcode, of: track)
    releases.add(barcode, of: track, as: ordinal)
    return ordinal
  }

  /// The bytes of a market's three texts; `nil` where one is not plain text.
  @inline(__always)
  private static func spelling(
    _ platform: EventScanner.Value, _ country: EventScanner.Value, _ tier: EventScanner.Value, _ scanner: EventScanner
  ) -> MarketSpellings.Spelling? {
    guard platform.kind == .text, country.kind == .text, tier.kind == .text else { return nil }
    return MarketSpellings.Spelling(
      platform: scanner.slice(platform), country: scanner.slice(country), tier: scanner.slice(tier))
  }

  /// Learns an ISRC that was written in its stored form.
  private mutating func learn(
    _ text: UnsafeBufferPointer<UInt8>, as track: Int32, _ code: InlineArray<16, UInt8>
  ) {
    guard text.count == 12, (0..<12).allSatisfy({ text[$0] == code[$0] }), isrcs.find(text) < 0 else { return }
    isrcs.add(text, as: track)
  }

  @inline(__always)
  private mutating func second(
    _ time: EventScanner.Value, _ scanner: EventScanner, _ receivedAt: Int64
  ) throws(QuarantineReason) -> UInt32 {
    // A copy, so that the closure does not refer to the decoder while it is changed.
    var day = recentDay
    let read = try Self.text(time, scanner, else: .badTimestamp) { day.milliseconds($0) }
    recentDay = day
    guard let playedAt = read else { throw .badTimestamp }
    guard playedAt >= receivedAt - tolerance.past else { throw .pastTimestamp }
    guard playedAt <= receivedAt + tolerance.future, playedAt / 1000 <= UInt32.max else { throw .futureTimestamp }
    return UInt32(playedAt / 1000)
  }

  /// An integer from 1 to 10^9; absent is 1.
  private static func plays(_ scanner: EventScanner) throws(QuarantineReason) -> Int64 {
    let value = scanner[.plays]
    if value.kind == .absent { return 1 }
    let digits = scanner.slice(value)
    guard value.kind == .number, digits.count <= 10 else { throw .badPlays }
    var plays: Int64 = 0
    for digit in digits {
      guard digit &- 0x30 <= 9 else { throw .badPlays }
      plays = plays * 10 + Int64(digit - 0x30)
    }
    guard plays >= 1, plays <= 1_000_000_000 else { throw .badPlays }
    return plays
  }

  private static func country(_ text: UnsafeBufferPointer<UInt8>) -> Country? {
    text.count == 2 ? Country(text[0], text[1]) : Country(String(decoding: text, as: UTF8.self))
  }

  /// The number of a tier that was met before; `nil` for a new one.
  ///
  /// Mutating, so that the closures refer to the decoder instead of copying it.
  private mutating func tier(_ value: EventScanner.Value, _ scanner: EventScanner) throws(QuarantineReason) -> Int32? {
    guard value.isGiven, !value.isText || value.end > value.start else { return Vocabulary.unknownTier }
    let found = try Self.text(value, scanner, else: .malformedJSON) { name in
      Self.isName(name) ? Self.withLowercased(name) { vocabulary.findTier($0) } : nil
    }
    guard let found else { throw .malformedJSON }
    return found >= 0 ? found : nil
  }

  private mutating func newTier(
    _ value: EventScanner.Value, _ scanner: EventScanner
  ) throws(QuarantineReason) -> Int32 {
    var name = try Self.text(value, scanner, else: .malformedJSON) { Market.code(String(decoding: $0, as: UTF8.self)) }
    return name.withUTF8 { vocabulary.addTier($0) }
  }

  /// An external id without a namespace is one of the platform's own.
  private mutating func externalTrack(
    _ value: EventScanner.Value, _ scanner: EventScanner, _ platform: Int32
  ) throws(QuarantineReason) -> Int32 {
    var name = try Self.text(value, scanner, else: .badISRC, Array.init)
    // The catalog has it so.
    if !Identifier.isPlainlyCanonical(name) {
      name = Array(Identifier.canonical(String(decoding: name, as: UTF8.self)).utf8)
    }
    if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
      for index in 0..<colon { name[index] = Self.lowercase(name[index]) }
    } else {
      name = Array("\(vocabulary.platform(platform)):".utf8) + name
    }
    return name.withUnsafeBufferPointer { vocabulary.addTrack($0) }
  }

  /// Hands over a value's text: in place, or unescaped first.
  @inline(__always)
  private static func text<T>(
    _ value: EventScanner.Value, _ scanner: EventScanner, else reason: QuarantineReason,
    _ body: (UnsafeBufferPointer<UInt8>) -> T
  ) throws(QuarantineReason) -> T {
    switch value.kind {
    case .text: return body(scanner.slice(value))
    case .escapedText:
      guard let bytes = JSONString.unescaped(scanner.slice(value)) else { throw reason }
      return bytes.withUnsafeBufferPointer(body)
    default: throw reason
    }
  }

  /// Text that can be kept and shown: some, not too much, no control characters.
  private static func isName(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    !text.isEmpty && text.count <= maximumNameBytes && text.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  @inline(__always)
  private static func lowercase(_ byte: UInt8) -> UInt8 { byte &- 0x41 <= 25 ? byte | 0x20 : byte }

  @inline(__always)
  private static func withLowercased<T>(
    _ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> T
  ) -> T {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count) { lower in
      for index in 0..<text.count { lower.initializeElement(at: index, to: lowercase(text[index])) }
      return body(UnsafeBufferPointer(lower))
    }
  }
}

extension EventScanner.Value {
  var isGiven: Bool { kind != .absent && kind != .null }
  var isText: Bool { kind == .text || kind == .escapedText }
}
