import Configuration
import Foundation

/// Settings about connections from the environment and `ledgerline.yaml`, as they are written there.
struct HTTPSettings: Sendable {
  let connections: String?
  let connectionsPerAddress: String?
  let idleTimeout: String?
  let headerTimeout: String?
  let bodyTimeout: String?
  let writeTimeout: String?
  /// Addresses and ranges, separated by commas.
  let trustedProxies: [String]
  let streams: String?
  let streamsPerToken: String?

  static let keys = [
    "http.connections.total", "http.connections.address", "http.timeout.idle", "http.timeout.header",
    "http.timeout.body", "http.timeout.write", "http.trusted.proxies", "http.streams.total", "http.streams.token",
  ]

  init(_ reader: ConfigReader) {
    // A number in YAML is not a text.
    func text(_ key: String) -> String? {
      reader.string(forKey: ConfigKey(key)) ?? reader.int(forKey: ConfigKey(key)).map(String.init)
    }
    connections = text(Self.keys[0])
    connectionsPerAddress = text(Self.keys[1])
    idleTimeout = text(Self.keys[2])
    headerTimeout = text(Self.keys[3])
    bodyTimeout = text(Self.keys[4])
    writeTimeout = text(Self.keys[5])
    trustedProxies = (text(Self.keys[6]) ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    streams = text(Self.keys[7])
    streamsPerToken = text(Self.keys[8])
  }
}
