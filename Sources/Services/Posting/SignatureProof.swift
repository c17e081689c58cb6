import Ledger
import Postgres
import Store

/// Proves the signatures of a chain: none is missing, each is by a known key, and what it signed is what stands there.
struct SignatureProof {
  typealias Cover = Verification.Cover

  private static let atATime = 500
  /// Seconds that what is new may be without a signature: every running `serve` catches up within some.
  private static let patience: Int32 = 600
  let db: Connection
  let keys: [VerifyingKey]

  /// - Returns: what is covered, `nil` without any signature, and the first difference.
  func run(_ chain: SignedHead.Chain) throws -> (cover: Cover?, difference: String?) {
    let store = SignatureStore(db)
    let what = chain == .ledger ? "transaction" : "record"
    var (first, last): (SignedHead?, SignedHead?) = (nil, nil)
    while true {
      let page = try store.signatures(chain, after: last?.sequence ?? 0, limit: Self.atATime)
      for (signed, digest) in page {
        func cover() -> Cover? { first.flatMap { first in last.map { Cover(first: first, last: $0) } } }
        guard signed.sequence == (last?.sequence ?? 0) + 1 else {
          return (cover(), "signature \((last?.sequence ?? 0) + 1) of the \(chain.rawValue) is missing")
        }
        guard let key = keys.first(where: { $0.id == signed.key }) else {
          return (
            cover(),
            "signature \(signed.sequence) of the \(chain.rawValue) is by a key \(signed.key) that is not known here"
          )
        }
        guard key.holds(signed, after: last?.signature ?? []) else {
          return (cover(), "signature \(signed.sequence) of the \(chain.rawValue) does not hold")
        }
        guard digest == signed.digest else {
          return (
            cover(),
            "\(what) \(signed.number): it has another digest than was signed at \(signed.signedAt / 1_000_000) seconds"
              + " since 1970: it, or one before it, was rewritten"
          )
        }
        if first == nil { first = signed }
        last = signed
      }
      if page.isEmpty { break }
    }
    guard let first, let last else { return (nil, "the \(chain.rawValue) has no signature") }
    let cover = Cover(first: first, last: last)
    if let number = try store.unsigned(chain, after: last.number, for: Self.patience) {
      return (
        cover,
        "\(what) \(number) is not signed, and was recorded more than \(Self.patience) seconds ago: no `serve` with the key"
          + " has run since, or signatures were removed"
      )
    }
    return (cover, nil)
  }
}
