/// Decides where a consumer starts, and learns what is taken away. Called inside `Consumer.poll`, on its thread.
package protocol ConsumerDelegate: AnyObject {
  /// The group has given us these partitions.
  ///
  /// - Returns: the offset to start each from.
  /// - Throws: anything, to refuse; `poll` then throws the same.
  func assigned(_ partitions: [TopicPartition], by consumer: Consumer) throws -> [TopicPartition: Int64]

  /// The partitions are going: the last moment to commit what was read from them.
  ///
  /// - Parameter lost: they already belong to somebody else; a commit will be refused.
  func revoked(_ partitions: [TopicPartition], lost: Bool)
}
