import Crypto
import Foundation
import Texts

/// The end of a chain at a time, signed by a key that the database does not have.
package struct SignedHead: Hashable, Sendable {
  /// Chain that is signed.
  package enum Chain: String, Sendable, CaseIterable {
    /// The transactions of the books.
    case ledger
    /// The records of the audit log.
    case audit
  }

  package let chain: Chain
  /// From 1, without gaps.
  package let sequence: Int64
  /// The transaction, or the place in the audit log.
  package let number: Int64
  package let digest: [UInt8]
  /// Microseconds since 1970.
  package let signedAt: Int64
  /// Id of the key: see `VerifyingKey.id`.
  package let key: String
  package let signature: [UInt8]

  package init(
    chain: Chain, sequence: Int64, number: Int64, digest: [UInt8], signedAt: Int64, key: String, signature: [UInt8]
  ) {
    self.chain = chain
    self.sequence = sequence
    self.number = number
    self.digest = digest
    self.signedAt = signedAt
    self.key = key
    self.signature = signature
  }

  /// The bytes that are signed: all that it says, and the signature before it.
  static func message(
    _ chain: Chain, sequence: Int64, number: Int64, digest: [UInt8], signedAt: Int64, after previous: [UInt8]
  ) -> Data {
    Data(
      "ledgerline-head-1 \(chain.rawValue) \(sequence) \(number) \(digest.hex) \(signedAt) \(previous.hex)".utf8)
  }
}

/// The key that signs. It never stands in the database, in a log or in an answer.
package struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// A new one.
  package init() {
    key = Curve25519.Signing.PrivateKey()
  }

  /// - Parameter text: the one line of a key file.
  /// - Returns: `nil` for what is no key.
  package init?(text: String) {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 2, words[0] == "ledgerline-signing-key-1", let bytes = Data(base64Encoded: String(words[1])),
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
    else { return nil }
    self.key = key
  }

  /// The line of a key file. Secret.
  package var secretText: String { "ledgerline-signing-key-1 \(key.rawRepresentation.base64EncodedString())" }

  package var verifying: VerifyingKey { VerifyingKey(key.publicKey) }

  /// Signs the end of a chain.
  ///
  /// - Parameter previous: the signature before it, none before the first.
  package func sign(
    _ chain: SignedHead.Chain, sequence: Int64, number: Int64, digest: [UInt8], signedAt: Int64,
    after previous: [UInt8]
  ) throws -> SignedHead {
    let message = SignedHead.message(
      chain, sequence: sequence, number: number, digest: digest, signedAt: signedAt, after: previous)
    return SignedHead(
      chain: chain, sequence: sequence, number: number, digest: digest, signedAt: signedAt, key: verifying.id,
      signature: Array(try key.signature(for: message)))
  }
}

/// The public part of a key, by which anybody can check what it signed.
package struct VerifyingKey: Sendable {
  private let key: Curve25519.Signing.PublicKey

  init(_ key: Curve25519.Signing.PublicKey) {
    self.key = key
  }

  /// - Returns: `nil` for what is no public key.
  package init?(text: some StringProtocol) {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 2, words[0] == "ledgerline-public-key-1", let bytes = Data(base64Encoded: String(words[1])),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
    else { return nil }
    self.key = key
  }

  package var text: String { "ledgerline-public-key-1 \(key.rawRepresentation.base64EncodedString())" }

  /// The first 16 digits of the SHA-256 of the key.
  package var id: String { String(Array(SHA256.hash(data: key.rawRepresentation)).hex.prefix(16)) }

  /// True if it signed this, behind a signature.
  package func holds(_ head: SignedHead, after previous: [UInt8]) -> Bool {
    key.isValidSignature(
      Data(head.signature),
      for: SignedHead.message(
        head.chain, sequence: head.sequence, number: head.number, digest: head.digest, signedAt: head.signedAt,
        after: previous))
  }
}
