/// State of what an answer depends on, but for its freshness: while it stays, so do the answer's figures.
package struct AnswerVersion: Hashable, Sendable {
  /// Number of the last commit that changed plays which the question is about.
  let changed: Int64
  /// Number of times that rates were read.
  let pricing: Int
  /// Number of times that the catalog has changed.
  let catalog: Int
}
