import Foundation
import Ledger
import Postgres

/// Who the present job of a session is done for. The books name them; nobody has to hand them down.
public final class Acting: JobContext {
  public let actor: Actor

  public init(_ actor: Actor) {
    self.actor = actor
  }

  public func willCommit(_ db: Connection) throws {}
}

extension Connection {
  /// Who the present job is done for: the operating system's user that runs this process, unless somebody was named.
  public var actor: Actor { (context as? Acting)?.actor ?? .process }

  /// Names who the work from here on is done for.
  public func act(for actor: Actor) { context = Acting(actor) }
}

extension Actor {
  /// The operating system's user that runs this process.
  public static let process: Actor = {
    let id = geteuid()
    return .user(getpwuid(id).map { String(cString: $0.pointee.pw_name) } ?? "\(id)")
  }()
}
