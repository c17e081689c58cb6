import Foundation
import Logging

/// Writes each line of the log as one JSON object: `time`, `level`, `logger`, `message`, and its metadata beside them.
struct JSONLogHandler: LogHandler {
  let label: String
  var metadataProvider: Logger.MetadataProvider?
  var metadata = Logger.Metadata()
  var logLevel = Logger.Level.info
  /// Takes a line with its end; standard error.
  private let write: @Sendable (String) -> Void

  init(
    label: String, metadataProvider: Logger.MetadataProvider?,
    write: @escaping @Sendable (String) -> Void = { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) }
  ) {
    (self.label, self.metadataProvider, self.write) = (label, metadataProvider, write)
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadata
    all.merge(metadataProvider?.get() ?? [:]) { _, new in new }
    all.merge(event.metadata ?? [:]) { _, new in new }
    if let error = event.error { all["error"] = .string("\(error)") }
    var fields = [
      ("time", Self.text(Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))),
      ("level", Self.text(event.level.rawValue)), ("logger", Self.text(label)),
      ("message", Self.text(event.message.description)),
    ]
    let taken = Set(fields.map(\.0))
    fields += all.filter { !taken.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, Self.json($0.value)) }
    write("{" + fields.map { "\(Self.text($0.0)):\($0.1)" }.joined(separator: ",") + "}\n")
  }

  private static func json(_ value: Logger.Metadata.Value) -> String {
    switch value {
    case .string(let string): text(string)
    case .stringConvertible(let number as any BinaryInteger): "\(number)"
    case .stringConvertible(let other): text(other.description)
    case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
    case .dictionary(let values):
      "{" + values.sorted { $0.key < $1.key }.map { "\(text($0.key)):\(json($0.value))" }.joined(separator: ",") + "}"
    }
  }

  /// A string of JSON: no character of it can end the line.
  private static func text(_ string: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(string)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}
