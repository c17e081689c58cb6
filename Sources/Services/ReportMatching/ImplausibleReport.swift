/// A file whose figures or names nobody can mean, though each row is well formed. Nothing of it is taken.
struct ImplausibleReport: Error {
  /// Ends in a full stop.
  let reason: String
  /// True if it may be right all the same, as somebody can say.
  var awaitsWord = false
}
