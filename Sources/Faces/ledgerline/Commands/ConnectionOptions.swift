import ArgumentParser
import Server

/// Limits that `serve` and `demo` set for clients, told by flags, else by the settings under `http`.
struct ConnectionOptions: ParsableArguments {
  @Option(help: "Connections at one time; unless told, what the descriptors allow, 16384 at most.")
  var connections: Int?
  @Option(help: "Connections at one time from one address; 256 unless told.") var connectionsPerAddress: Int?
  @Option(help: "Seconds that a connection may wait for a request; 60 unless told.") var idleTimeout: Int?
  @Option(help: "Seconds that the head of a request may take; 10 unless told.") var headerTimeout: Int?
  @Option(help: "Seconds that the body of a request may stand still; 20 unless told.") var bodyTimeout: Int?
  @Option(help: "Seconds that an answer may wait to be read; 30 unless told.") var writeTimeout: Int?
  @Option(
    help: "A proxy whose X-Forwarded-For is believed, as an address or a range such as 10.0.0.0/8; may be repeated.")
  var trustedProxy: [String] = []

  @Option(help: "Streams of live totals at one time; 5000 unless told.") var streams: Int?
  @Option(help: "Streams of one token, or of all for the same artists and labels; 100 unless told.")
  var streamsPerToken: Int?

  /// Limits of streams of live totals.
  ///
  /// - Throws: a sentence for a number out of range.
  func streamLimits(_ settings: HTTPSettings) throws -> LiveHub.Limits {
    var limits = LiveHub.Limits()
    limits.inAll = try number(streams, settings.streams, named: "streams", in: 1...1_000_000) ?? limits.inAll
    let perToken = try number(
      streamsPerToken, settings.streamsPerToken, named: "streams-per-token", in: 1...1_000_000)
    limits.ofOne = perToken ?? limits.ofOne
    return limits
  }

  /// Raises the process's limit of descriptors, and says what clients may take.
  ///
  /// - Throws: a sentence for a number out of range, for more connections than the descriptors allow, and for what is no
  ///   address of a proxy.
  func limits(_ settings: HTTPSettings) throws -> ConnectionLimits {
    var limits = ConnectionLimits()
    let descriptors = Descriptors.raise()
    let possible = Descriptors.connections(descriptors)
    if let told = try number(connections, settings.connections, named: "connections", in: 1...1_000_000) {
      guard told <= possible else {
        throw Failure(
          "\(told) connections need \(told * 2 + Descriptors.reserve) descriptors, and the limit is \(descriptors): "
            + "raise it (ulimit -Hn, LimitNOFILE= of systemd), or ask for \(possible) at most")
      }
      limits.connections = told
    } else {
      guard possible > 0 else {
        throw Failure(
          "the limit of descriptors is \(descriptors), and \(Descriptors.reserve) are needed beside connections: "
            + "raise it (ulimit -Hn, LimitNOFILE= of systemd)")
      }
      limits.connections = min(limits.connections, possible)
    }
    let perAddress = try number(
      connectionsPerAddress, settings.connectionsPerAddress, named: "connections-per-address", in: 1...1_000_000)
    limits.connectionsPerAddress = perAddress ?? limits.connectionsPerAddress
    limits.idleTimeout = try seconds(idleTimeout, settings.idleTimeout, "idle-timeout") ?? limits.idleTimeout
    limits.headerTimeout = try seconds(headerTimeout, settings.headerTimeout, "header-timeout") ?? limits.headerTimeout
    limits.bodyTimeout = try seconds(bodyTimeout, settings.bodyTimeout, "body-timeout") ?? limits.bodyTimeout
    limits.writeTimeout = try seconds(writeTimeout, settings.writeTimeout, "write-timeout") ?? limits.writeTimeout
    do {
      limits.trustedProxies = try TrustedProxies(trustedProxy.isEmpty ? settings.trustedProxies : trustedProxy)
    } catch let unreadable as TrustedProxies.Unreadable {
      throw Failure(unreadable.description)
    }
    return limits
  }

  private func number(_ flag: Int?, _ setting: String?, named name: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = flag.map(String.init) ?? setting else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw Failure("\(name) is a number from \(range.lowerBound) to \(range.upperBound), not \"\(text)\"")
    }
    return number
  }

  private func seconds(_ flag: Int?, _ setting: String?, _ name: String) throws -> Duration? {
    try number(flag, setting, named: name, in: 1...86_400).map { .seconds($0) }
  }
}
