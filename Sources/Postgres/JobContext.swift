/// What a session's present job is part of, as the floors above say it.
public protocol JobContext: AnyObject {
  /// Adds what is committed together with the work. Called inside the transaction, right before its commit; what it
  /// throws rolls the transaction back.
  func willCommit(_ db: Connection) throws
}
