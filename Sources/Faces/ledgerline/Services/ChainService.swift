import Ledger
import Logging
import Postgres
import ServiceLifecycle
import Store

/// Catches up with the chains: records that wait get their places, and what grew without a key at hand is signed. Each
/// commit does both for itself where it can; this is for what was left.
struct ChainService: Service {
  let databaseURL: String
  let logger: Logger

  private static let interval = Duration.seconds(10)

  func run() async throws {
    let pool = ConnectionPool(
      url: databaseURL, options: Connection.Options(applicationName: "ledgerline-chains"), size: 1)
    defer { pool.close() }
    try? await cancelWhenGracefulShutdown {
      var seen: [SignedHead.Chain: Int64] = [:]
      while !Task.isCancelled {
        do {
          // Signatures only ever become more. Where they became fewer nothing is signed that could cover it up.
          let last = try await pool.withConnection { db in
            try SignedHead.Chain.allCases.map { ($0, try SignatureStore(db).last($0)?.sequence ?? 0) }
          }
          if let (chain, sequence) = last.first(where: { $0.1 < seen[$0.0, default: 0] }) {
            logger.error(
              "signatures of the \(chain.rawValue) were removed: \(seen[chain]!) were there, and \(sequence) are. Nothing more is signed here: verify the books by a copy from before"
            )
          } else {
            for signed in try await pool.withConnection({ try Chains($0).settle() }) {
              seen[signed.chain] = signed.sequence
            }
          }
        } catch {
          if !Task.isCancelled { logger.warning("the chains wait: \(error)") }
        }
        try await Task.sleep(for: Self.interval)
      }
    }
  }
}
