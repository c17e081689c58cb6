import Plays
import Refusals

/// Name that rows of a report have where the catalog knows no recording by it: their ISRC, without one their external id, without
/// either their barcode.
package struct ReportedName: Sendable, Hashable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case isrc
    case external = "external_id"
    case upc
  }

  package let kind: Kind
  /// As rows are kept: a barcode left-padded to 14 digits.
  package let text: String

  package init(isrc: ISRC) {
    (kind, text) = (.isrc, isrc.description)
  }

  package init(upc: GTIN) {
    (kind, text) = (.upc, upc.padded)
  }

  /// Bytes of an external id at most.
  private static let longest = 512

  /// - Parameter id: with its namespace, as the queue shows it: `spotify:abc`.
  /// - Throws: `Refused` for what is none.
  package init(externalID id: String) throws {
    if let fault = Identifier.fault(id) { throw Refused.unusable("external_id", "external_id \(fault).") }
    guard id.contains(":"), id.utf8.count <= Self.longest else {
      throw Refused.unusable(
        "external_id", "external_id is namespace:id, as spotify:abc, of \(Self.longest) bytes at most.")
    }
    (kind, text) = (.external, id)
  }

  /// - Parameter id: of a row, which is one.
  package init(rowID id: String) {
    (kind, text) = (.external, id)
  }

  init(_ kind: String, _ text: String) {
    self.kind = Kind(rawValue: kind)!
    self.text = text
  }
}
