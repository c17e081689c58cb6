import Money
import Plays
import Refusals
import Texts
import Yams

/// Reads one contract from YAML, or from JSON, which is YAML too.
package enum ContractFile {
  /// Names that a contract may use, so that one nobody knows is refused in its line.
  package struct Known {
    package let isScope: (Contract.Scope) throws -> Bool
    package let payee: (String) throws -> NamedPayee

    package init(isScope: @escaping (Contract.Scope) throws -> Bool, payee: @escaping (String) throws -> NamedPayee) {
      self.isScope = isScope
      self.payee = payee
    }

    /// Takes every name.
    package static var anything: Known { Known(isScope: { _ in true }, payee: { .known($0) }) }
  }

  private static let keys = [
    "contract", "currency", "effective_from", "effective_to", "covers", "fee_percent", "fee_on_adjustments", "shares",
    "continues",
  ]

  /// - Returns: the contract, and the line of what it covers.
  /// - Throws: `InputError` with file, line and reason for anything that is not a whole contract; what `known` throws.
  package static func parse(
    file: String, text: String, known: Known = .anything
  ) throws -> (contract: Contract, scopeLine: Int) {
    let root = try YAMLReader.root(file: file, text: text, what: "a contract", keys)
    let reader = YAMLReader(file: file)
    try reader.allow(keys, in: root)
    let from = try reader.day(root, "effective_from")
    let to = reader.isGiven(root, "effective_to") ? try reader.day(root, "effective_to") : nil
    if let to, to < from { throw reader.error(root["effective_to"]!, "effective_to is before effective_from") }
    let fee = try reader.percent(root, "fee_percent")
    let onAdjustments = try !reader.isGiven(root, "fee_on_adjustments") || reader.flag(root, "fee_on_adjustments")
    let id = try reader.identifier(root, "contract")
    let continues = reader.isGiven(root, "continues") ? try reader.identifier(root, "continues") : nil
    if continues == id { throw reader.error(root["continues"]!, "contract \(id) cannot continue itself") }
    let contract = Contract(
      id: id, currency: try reader.currency(root, "currency"), effectiveFrom: from, effectiveTo: to,
      covers: try covers(reader, root, known), feePercent: fee, feeOnAdjustments: onAdjustments,
      shares: try shares(reader, root, known), continues: continues)
    return (contract, root["covers"]?.mark?.line ?? 1)
  }

  private static func covers(_ reader: YAMLReader, _ root: Node, _ known: Known) throws -> Contract.Scope {
    let kinds = ["label", "artist", "album", "track"]
    guard let node = root["covers"], let mapping = node.mapping, mapping.count == 1 else {
      throw reader.error(root["covers"] ?? root, "covers names exactly one of label, artist, album, track")
    }
    try reader.allow(kinds, in: node)
    let kind = kinds.first { node[$0] != nil }!
    let id = try reader.identifier(node, kind)
    let scope: Contract.Scope
    switch kind {
    case "track":
      guard let isrc = ISRC(id) else { throw reader.error(node, "\"\(id)\" is not an ISRC") }
      scope = .track(isrc)
    case "album":
      guard let gtin = GTIN(id) else { throw reader.error(node, "\"\(id)\" is not a UPC with a right check digit") }
      scope = .album(gtin)
    case "artist": scope = .artist(id)
    default: scope = .label(id)
    }
    guard try known.isScope(scope) else {
      throw reader.error(node, "\(kind) \"\(id)\" is not in the catalog; import the catalog first")
    }
    return scope
  }

  private static func shares(_ reader: YAMLReader, _ root: Node, _ known: Known) throws -> [Contract.Share] {
    guard let node = root["shares"], let items = node.sequence, !items.isEmpty else {
      throw reader.error(root["shares"] ?? root, "shares lists at least one payee with its percent")
    }
    var shares: [Contract.Share] = []
    for item in items {
      try reader.allow(["payee", "percent"], in: item)
      let name = try reader.identifier(item, "payee")
      let payee: String
      switch try name == Contract.trackArtist ? .known(name) : known.payee(name) {
      case .known(let party): payee = party
      case .unknown: throw reader.error(item, "payee \"\(name)\" is not known; import payees first")
      case .shared: throw reader.error(item, "payee \(NamedPayee.ambiguity(name))")
      }
      shares.append(Contract.Share(payee: payee, percent: try reader.percent(item, "percent")))
    }
    let sum = shares.reduce(Amount.zero) { $0 + $1.percent }
    guard sum.pico == 100 * Amount.scale else {
      throw reader.error(node, "the shares sum to \(sum) percent, not to 100")
    }
    return shares
  }
}
