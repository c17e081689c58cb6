/// State of what an answer depends on, but for its freshness: while it stays, so do the answer's figures.
package struct AnswerVersion: Hashable, Sendable {
  /// Number of the last commit that changed plays, tracks or names that the question is about.
  let changed: Int64
  /// Number of times that prices were made anew.
  let pricing: Int
}
