import Configuration
import Foundation
import Ingest
import Kafka
import Ledger
import Server
import SystemPackage
import Texts
import Yams

/// Settings from the environment and `ledgerline.yaml`. A flag, where a command has one, goes before both.
struct Settings: Sendable {
  let databaseURL: String?
  let dataFolder: String
  /// Whom a service becomes where root starts it.
  let user: String?
  let kafkaBrokers: String?
  let kafkaOptions: [String: String]
  let topic: String
  let group: String
  /// Bounds of a file that is imported.
  let importBounds: ImportBounds
  /// The folder below which schedules deliver.
  let deliverTo: String?
  /// Token of the person at the command line. From the environment only: a file is read by others.
  let token: String?
  /// True if commands that change anything ask for a person with a token.
  let requiresPerson: Bool
  /// Acts that one person proposes and another confirms.
  let fourEyes: Set<Act>
  /// The file of the key that signs the ends of the chains, and the file of public keys to check them by.
  let signingKey: String?
  let publicKeys: String?
  let logFormat: LogFormat
  let accessLog: AccessLog.Selection
  /// A port for metrics; `nil` where none was named.
  let metricsPort: Int?
  let metricsHost: String
  let http: HTTPSettings
  /// A folder of formats of reports beside those that come with the program.
  let formats: String?
  /// A folder whose files are taken in as reports.
  let inbox: String?

  /// - Parameter named: whom to become, by a flag, which goes before both.
  /// - Throws: a sentence where `ledgerline.yaml` cannot be read.
  static func load(user named: String? = nil) async throws -> Settings {
    var providers: [any ConfigProvider] = [EnvironmentVariablesProvider().prefixKeys(with: "ledgerline")]
    let file = "ledgerline.yaml"
    if FileManager.default.fileExists(atPath: file) {
      try check(file)
      warnOfReaders(file)
      providers.append(try await FileProvider<YAMLSnapshot>(filePath: FilePath(file)))
    }
    let reader = ConfigReader(providers: providers)
    return Settings(
      databaseURL: reader.string(forKey: "database.url", isSecret: true),
      dataFolder: reader.string(forKey: "data") ?? defaultDataFolder,
      user: named ?? reader.string(forKey: "user").flatMap { $0.isEmpty ? nil : $0 },
      kafkaBrokers: reader.string(forKey: "kafka.brokers"),
      kafkaOptions: try options(reader.string(forKey: "kafka.options", isSecret: true) ?? ""),
      topic: reader.string(forKey: "kafka.topic") ?? "plays",
      group: reader.string(forKey: "kafka.group") ?? "ledgerline",
      importBounds: try ImportBounds(reader),
      deliverTo: reader.string(forKey: "deliver.to"),
      token: ProcessInfo.processInfo.environment["LEDGERLINE_TOKEN"],
      requiresPerson: reader.bool(forKey: "require.person") ?? false,
      fourEyes: try fourEyes(reader.string(forKey: "four.eyes") ?? ""),
      signingKey: reader.string(forKey: "signing.key"), publicKeys: reader.string(forKey: "public.keys"),
      logFormat: try choice(reader, "log.format") ?? .text, accessLog: try choice(reader, "log.access") ?? .off,
      metricsPort: try port(reader, "metrics.port"),
      metricsHost: reader.string(forKey: "metrics.host") ?? "127.0.0.1",
      http: HTTPSettings(reader), formats: reader.string(forKey: "formats"),
      inbox: reader.string(forKey: "inbox"))
  }

  private static let keys =
    [
      "database.url", "data", "kafka.brokers", "kafka.options", "kafka.topic", "kafka.group", "deliver.to", "formats", "inbox",
      "require.person", "four.eyes", "signing.key", "public.keys",
      "log.format", "log.access", "metrics.port", "metrics.host",
    ] + HTTPSettings.keys + ImportBounds.keys + ["user"]

  /// Names in the environment: each key in capitals, and those that are asked of the environment alone.
  static let environmentNames =
    keys.map { "LEDGERLINE_" + $0.uppercased().replacing(".", with: "_") } + ["LEDGERLINE_SHARE", "LEDGERLINE_TOKEN"]

  /// Says so where there is a password in it that others may read.
  private static func warnOfReaders(_ file: String) {
    guard let permissions = permissions(of: file), permissions & 0o077 != 0,
      let text = try? String(contentsOfFile: file, encoding: .utf8),
      text.contains("password") || text.contains(#/:\/\/[^:@\/\s]+:[^@\s]+@/#)
    else { return }
    Terminal.note("\(file) has a password in it that others may read: chmod 600 \(file)")
  }

  /// Permission bits of a file, or of the one that a link leads to; `nil` where there is none.
  static func permissions(of file: String) -> Int? {
    let target = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
    return try? FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int
  }

  /// `close,accept,payment,reopen`, or some of them.
  private static func fourEyes(_ text: String) throws -> Set<Act> {
    let acts: [String: Act] = ["close": .close, "accept": .acceptReport, "payment": .payment, "reopen": .reopen]
    return try Set(
      text.split(separator: ",").map { word in
        guard let act = acts[word.trimmingCharacters(in: .whitespaces)] else {
          throw Failure(
            "LEDGERLINE_FOUR_EYES lists some of close, accept, payment and reopen; \"\(word)\" is none of them")
        }
        return act
      })
  }

  /// A misspelt key would silently mean the default, and the default is another database.
  private static func check(_ file: String) throws {
    let root: Node?
    do {
      root = try Yams.compose(yaml: String(contentsOfFile: file, encoding: .utf8))
    } catch {
      throw Failure("\(file) is not YAML: \(error)")
    }
    func walk(_ node: Node, _ path: String) throws {
      guard let mapping = node.mapping else {
        guard keys.contains(path) else {
          throw Failure("\(file) has an unknown key \"\(path)\"; the keys are \(keys.joined(separator: ", "))")
        }
        return
      }
      for (key, value) in mapping { try walk(value, path.isEmpty ? key.string ?? "" : "\(path).\(key.string ?? "")") }
    }
    if let root { try walk(root, "") }
  }

  /// A setting that is one of a few words.
  private static func choice<T: RawRepresentable & CaseIterable>(_ reader: ConfigReader, _ key: String) throws -> T?
  where T.RawValue == String {
    guard let text = reader.string(forKey: ConfigKey(key)) else { return nil }
    guard let value = T(rawValue: text) else {
      throw Failure("\(key) is \(T.allCases.map(\.rawValue).joined(separator: ", ")), not \"\(text)\"")
    }
    return value
  }

  private static func port(_ reader: ConfigReader, _ key: String) throws -> Int? {
    guard let text = reader.string(forKey: ConfigKey(key)) else { return nil }
    guard let port = Int(text), (0...65_535).contains(port) else {
      throw Failure("\(key) is a port from 0 to 65535, not \"\(text)\"")
    }
    return port
  }

  /// Owner of a private database that root makes. Root's own would be no use: PostgreSQL refuses to be root's.
  var owner: String? { user == "root" ? nil : user }

  /// A cluster that was named, with its options.
  var kafka: KafkaConfiguration? {
    kafkaBrokers.map { KafkaConfiguration(brokers: $0, options: kafkaOptions) }
  }

  /// The server's user must reach it, so root's home is no place for it.
  private static var defaultDataFolder: String {
    if geteuid() == 0 { return "/var/lib/ledgerline" }
    let home = ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()
    return "\(home)/.local/share/ledgerline"
  }

  /// `security.protocol=SASL_SSL;sasl.mechanism=PLAIN;...`
  private static func options(_ text: String) throws -> [String: String] {
    var options: [String: String] = [:]
    for pair in text.split(separator: ";") {
      let parts = pair.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2 else {
        throw Failure("LEDGERLINE_KAFKA_OPTIONS is name=value;name=value, with librdkafka's names")
      }
      options[parts[0]] = parts[1]
    }
    return options
  }
}

/// A sentence for the person at the terminal.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
