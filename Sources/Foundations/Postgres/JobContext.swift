/// Context of a session's present job, as the floors above say it.
package protocol JobContext: AnyObject {
  /// Adds what is committed together with the work. Called inside the transaction, right before its commit; what it
  /// throws rolls the transaction back.
  func willCommit(_ db: Connection) throws

  /// Does what follows a commit. The work is done, whatever comes of this.
  func didCommit(_ db: Connection)

  /// Forgets what belonged to a transaction that was rolled back.
  func didRollBack()
}
