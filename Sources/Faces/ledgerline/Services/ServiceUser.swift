import CProcess
import Foundation
import StatementExport

/// The user that a service becomes where root has started it: what comes from outside is read by somebody who may do
/// little.
///
/// Root is needed for one thing, a private PostgreSQL, which is started before. Whom to become: the user of the private
/// server, to whose socket nobody else may connect; with a database that was named, whom the settings name, else
/// `ledgerline` where there is such a user, else `nobody`.
struct ServiceUser {
  private static let usual = "ledgerline"
  private static let last = "nobody"
  let name: String

  /// - Parameters:
  ///   - named: by the flag or the settings.
  ///   - owner: of the private server; `nil` where the database was named.
  /// - Returns: `nil` where there is nothing to become: we are not root, or are to stay it.
  /// - Throws: `Failure` for a user that there is not, or that cannot be become.
  static func chosen(_ named: String?, owner: String?) throws -> ServiceUser? {
    guard geteuid() == 0 else {
      let own = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) }
      guard let named, named != own else { return nil }
      throw Failure("only root can become \(named): leave out --user and LEDGERLINE_USER, or start it as \(named)")
    }
    if named == "root" {
      Terminal.note("warning: it stays root, as it was told; what comes from outside is read with all privileges")
      return nil
    }
    if let owner, let named, named != owner {
      throw Failure(
        "the private database belongs to \(owner), and nobody else may connect to it: start it with --user \(owner), or "
          + "name a database in LEDGERLINE_DATABASE_URL")
    }
    let name = named ?? owner ?? (getpwnam(usual) == nil ? last : usual)
    guard getpwnam(name) != nil else {
      throw Failure("there is no user \(name): make it with `adduser --system \(name)`, or name another with --user")
    }
    return ServiceUser(name: name)
  }

  /// Becomes the user, in every thread and for good.
  ///
  /// - Parameter folders: for deliveries and the like: made here where they are missing, so that the user may write below them.
  /// - Throws: `Failure` where something is left that only root may do.
  func become(writingTo folders: [String]) throws {
    guard let entry = getpwnam(name) else { throw Failure("there is no user \(name)") }
    let (user, group, home) = (entry.pointee.pw_uid, entry.pointee.pw_gid, String(cString: entry.pointee.pw_dir))
    guard user != 0 else { throw Failure("\(name) is root by another name: name an unprivileged user with --user") }
    for folder in folders { try make(folder, user, group) }
    guard initgroups(name, group) == 0, FirstThread.become(user, group), setgid(group) == 0, setuid(user) == 0 else {
      throw fault("root cannot become \(name)")
    }
    guard setuid(0) != 0, FirstThread.isEveryThread(user, group) else {
      throw Failure("root could not be given up for \(name)")
    }
    // libpq looks for certificates at home, and takes one that it may not look for as a fault.
    setenv("HOME", home, 1)
    // Our own descriptors can be counted again, which the kernel forbids after a change of user.
    guard process_control(PR_SET_DUMPABLE, 1) == 0 else { throw fault("root could not be given up for \(name)") }
    Terminal.note("running as \(name): root is given up")
    if access(NSTemporaryDirectory(), W_OK | X_OK) != 0 {
      Terminal.note("\(name) may not write to \(NSTemporaryDirectory()): temporary files go to /tmp")
      setenv("TMPDIR", "/tmp", 1)
    }
    for folder in folders where access(folder, W_OK | X_OK) != 0 {
      throw Failure(
        "\(name) may not write to \(folder): chown -R \(name) \(folder), or name another "
          + "user with --user")
    }
  }

  /// Makes what is missing of a folder's path, for the user.
  private func make(_ folder: String, _ user: uid_t, _ group: gid_t) throws {
    var missing: [String] = []
    var path = folder
    while path.count > 1, !FileManager.default.fileExists(atPath: path) {
      missing.append(path)
      path = (path as NSString).deletingLastPathComponent
    }
    guard !missing.isEmpty else { return }
    try PrivateFolder.make(folder)
    for made in missing where chown(made, user, group) != 0 { throw fault("\(made) cannot be given to \(name)") }
  }

  private func fault(_ what: String) -> Failure { Failure("\(what): \(String(cString: strerror(errno)))") }
}
