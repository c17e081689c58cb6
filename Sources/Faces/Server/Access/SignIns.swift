import Ledger
import Logging
import Postgres
import Store
import Synchronization

/// Sign-ins for the audit log, with token and address: the first use of a token from an address in a while, and
/// tokens that nobody has, counted by address.
final class SignIns: Sendable {
  private struct Use: Hashable {
    let token: Int32
    let from: Source
  }

  private enum Source: Hashable {
    case address(NetworkAddress?)
    /// Act that the token wanted to do and may not.
    case act(Act)
  }

  /// Time that a token which was used from an address is not recorded again.
  private static let quiet = Duration.seconds(3_600)
  /// Guesses of an address are one record for as long.
  private static let guessesTogether = Duration.seconds(60)
  private static let mostUses = 10_000
  /// Beyond it all further addresses are counted together.
  private static let mostAddresses = 1_000
  private static let others = "other addresses"

  private let uses = Mutex<[Use: ContinuousClock.Instant]>([:])
  private let guesses = Mutex<[String: Int]>([:])
  private let logger: Logger
  private let write: @Sendable (@escaping @Sendable (Connection) throws -> Void) async throws -> Void

  /// - Parameter write: runs a body on a connection.
  init(
    logger: Logger, write: @escaping @Sendable (@escaping @Sendable (Connection) throws -> Void) async throws -> Void
  ) {
    self.logger = logger
    self.write = write
  }

  /// True if a token was not used from an address for a while; from now on it was.
  func isNew(_ grant: Access.Grant, in context: ServerContext) -> Bool {
    let use = Use(token: grant.id, from: .address(context.client))
    let now = ContinuousClock.now
    return uses.withLock { uses in
      if let last = uses[use], now - last < Self.quiet { return false }
      if uses.count >= Self.mostUses {
        uses = uses.filter { now - $0.value < Self.quiet }
        if uses.count >= Self.mostUses { uses.removeAll() }
      }
      uses[use] = now
      return true
    }
  }

  /// A token was used that is new.
  func used(_ grant: Access.Grant, in context: ServerContext) async {
    await record(Deed(.signIn, by: .token(grant.id, name: grant.name), from: context.peerAddress, to: grant.name))
  }

  /// A token was tried that nobody has.
  func failed(from address: String) {
    let isFirst = guesses.withLock { guesses in
      let address = guesses[address] != nil || guesses.count < Self.mostAddresses ? address : Self.others
      guesses[address, default: 0] += 1
      return guesses[address] == 1 ? address : nil
    }
    guard let isFirst else { return }
    // The first at once, and what follows it together.
    Task {
      await recordGuesses(1, from: isFirst)
      try? await Task.sleep(for: Self.guessesTogether)
      let further = (guesses.withLock { $0.removeValue(forKey: isFirst) } ?? 1) - 1
      if further > 0 { await recordGuesses(further, from: isFirst) }
    }
  }

  private func recordGuesses(_ count: Int, from address: String) async {
    await record(
      Deed(
        .failedSignIns, by: Actor(id: "address:\(address)", name: address), from: address, to: "\(count)",
        detail: "\(count) requests with tokens that nobody has"), outcome: .refused)
  }

  /// A token wanted to write that may not. Recorded once in a while for each act, so that a loop fills nothing.
  func refused(_ deed: Deed, token: Int32) async {
    let use = Use(token: token, from: .act(deed.act))
    let now = ContinuousClock.now
    let isNew = uses.withLock { uses in
      if let last = uses[use], now - last < Self.guessesTogether { return false }
      if uses.count >= Self.mostUses { uses.removeAll() }
      uses[use] = now
      return true
    }
    if isNew { await record(deed, outcome: .refused) }
  }

  private func record(_ deed: Deed, outcome: AuditRecord.Outcome = .done) async {
    do {
      try await write { try deed.finish($0, outcome: outcome) }
    } catch {
      logger.warning("not in the audit log: \(deed.act.rawValue) of \(deed.actor): \(error)")
    }
  }
}
