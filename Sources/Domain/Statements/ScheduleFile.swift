import Contracts
import Plays
import Refusals
import Texts
import Yams

/// Reads one schedule from YAML, or from JSON, which is YAML too.
package enum ScheduleFile {
  /// Content of a file: the schedule, and what it may leave as it is on record.
  package struct Content: Hashable, Sendable {
    package let schedule: Schedule
    /// `nil` where it says neither.
    package let isEnabled: Bool?
    package let firstPeriod: Period?
  }

  /// Whom a schedule may name, so that a name nobody knows is refused in its line.
  package struct Known {
    package let isLabel: (String) throws -> Bool
    package let payee: (String) throws -> NamedPayee

    package init(isLabel: @escaping (String) throws -> Bool, payee: @escaping (String) throws -> NamedPayee) {
      self.isLabel = isLabel
      self.payee = payee
    }

    /// Takes every name.
    package static var anything: Known { Known(isLabel: { _ in true }, payee: { .known($0) }) }
  }

  private static let who = ["everyone", "label", "payees"]
  private static let keys =
    ["schedule", "day", "time", "time_zone"] + who + ["formats", "folder", "enabled", "first_period"]

  /// - Parameter mayBeAbsolute: whether the folder may be an absolute path.
  /// - Throws: `InputError` with file, line and reason for anything that is not a whole schedule; what `known` throws.
  package static func parse(
    file: String, text: String, mayBeAbsolute: Bool, known: Known = .anything
  ) throws -> Content {
    let root = try YAMLReader.root(file: file, text: text, what: "a schedule", keys)
    let reader = YAMLReader(file: file)
    try reader.allow(keys, in: root)
    let schedule: Schedule
    do {
      schedule = try Schedule(
        name: reader.text(root, "schedule"),
        time: MonthlyTime(
          day: reader.text(root, "day"), time: reader.text(root, "time"), zone: reader.text(root, "time_zone")),
        recipients: recipients(reader, root, known), formats: formats(reader, root),
        folder: DeliveryFolder(reader.text(root, "folder"), mayBeAbsolute: mayBeAbsolute))
    } catch let invalid as Schedule.Invalid {
      throw reader.error(root[invalid.key] ?? root, invalid.description)
    } catch let invalid as MonthlyTime.Invalid {
      throw reader.error(root[invalid.part.rawValue] ?? root, invalid.description)
    } catch let invalid as DeliveryFolder.Invalid {
      throw reader.error(root["folder"] ?? root, invalid.description)
    }
    return Content(
      schedule: schedule, isEnabled: root["enabled"] == nil ? nil : try flag(reader, root, "enabled"),
      firstPeriod: root["first_period"] == nil ? nil : try period(reader, root, "first_period"))
  }

  private static func recipients(_ reader: YAMLReader, _ root: Node, _ known: Known) throws -> Schedule.Recipients {
    let named = who.filter { root[$0] != nil }
    guard named.count == 1 else {
      throw reader.error(named.last.flatMap { root[$0] } ?? root, "name exactly one of everyone, label and payees")
    }
    switch named[0] {
    case "everyone":
      guard try flag(reader, root, "everyone") else {
        throw reader.error(root["everyone"]!, "everyone is true; otherwise name a label or payees")
      }
      return .everyone
    case "label":
      let label = try reader.text(root, "label")
      guard try known.isLabel(label) else {
        throw reader.error(root["label"]!, "label \"\(label)\" is not in the catalog; import the catalog first")
      }
      return .label(label)
    default:
      return .payees(
        try items(reader, root, "payees").map { node, name in
          switch try known.payee(name) {
          case .known(let party): return party
          case .unknown: throw reader.error(node, "payee \"\(name)\" is not known; import payees first")
          case .shared: throw reader.error(node, "payee \(NamedPayee.ambiguity(name))")
          }
        })
    }
  }

  private static func formats(_ reader: YAMLReader, _ root: Node) throws -> [Schedule.Format] {
    try items(reader, root, "formats").map { node, text in
      guard let format = Schedule.Format(rawValue: text) else {
        throw reader.error(node, "a format is xlsx or json, not \"\(text)\"")
      }
      return format
    }
  }

  private static func items(_ reader: YAMLReader, _ root: Node, _ key: String) throws -> [(Node, String)] {
    guard let node = root[key], let sequence = node.sequence, !sequence.isEmpty else {
      throw reader.error(root[key] ?? root, "\(key) is a list with at least one item")
    }
    return try sequence.map { item in
      guard let text = item.scalar?.string, !text.isEmpty, text.utf8.count <= 256, !text.utf8.contains(0) else {
        throw reader.error(item, "\(key) lists texts")
      }
      return (item, text)
    }
  }

  private static func flag(_ reader: YAMLReader, _ root: Node, _ key: String) throws -> Bool {
    switch try reader.text(root, key) {
    case "true": true
    case "false": false
    default: throw reader.error(root[key]!, "\(key) is true or false")
    }
  }

  private static func period(_ reader: YAMLReader, _ root: Node, _ key: String) throws -> Period {
    let text = try reader.text(root, key)
    guard let period = Period(text) else {
      throw reader.error(root[key]!, "\(key): \"\(text)\" is not a period such as 2026-10")
    }
    return period
  }
}
