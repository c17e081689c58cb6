import CLibrdkafka

/// Extent of a topic on a broker: of each partition the first offset that it still keeps, and the end.
package struct TopicExtent: Sendable, Hashable {
  package struct Partition: Sendable, Hashable {
    /// The first offset there is: what came before has expired.
    package let first: Int64
    /// The offset after the last.
    package let end: Int64

    package init(first: Int64, end: Int64) {
      (self.first, self.end) = (first, end)
    }
  }

  package let partitions: [Int32: Partition]

  package init(partitions: [Int32: Partition]) {
    self.partitions = partitions
  }

  /// Asks the broker, and makes no topic by asking.
  ///
  /// - Parameter milliseconds: for each answer; there is one for the topics and one for each partition.
  /// - Returns: `nil` where there is no such topic.
  /// - Throws: `KafkaError` where no broker answers in time; a retry may help.
  package static func read(
    _ configuration: KafkaConfiguration, topic: String, timeout milliseconds: Int32
  ) throws(KafkaError) -> TopicExtent? {
    let conf = try configuration.handle(["group.id": "ledgerline-extent", "enable.auto.commit": "false"])
    let client = try makeClient(RD_KAFKA_CONSUMER, conf)
    defer { rd_kafka_destroy(client) }
    guard let numbers = try partitions(of: topic, client, milliseconds) else { return nil }
    var extents: [Int32: Partition] = [:]
    for number in numbers {
      var (low, high) = (Int64(0), Int64(0))
      let code = rd_kafka_query_watermark_offsets(client, topic, number, &low, &high, milliseconds)
      guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
      extents[number] = Partition(first: max(low, 0), end: max(high, 0))
    }
    return TopicExtent(partitions: extents)
  }

  private static func partitions(
    of topic: String, _ client: OpaquePointer, _ milliseconds: Int32
  ) throws(KafkaError) -> [Int32]? {
    // All topics, because asking for one by name may create it.
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let code = rd_kafka_metadata(client, 1, nil, &metadata, milliseconds)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else { throw KafkaError(code) }
    defer { rd_kafka_metadata_destroy(metadata) }
    for index in 0..<Int(metadata.pointee.topic_cnt) {
      let found = metadata.pointee.topics[index]
      guard String(cString: found.topic) == topic else { continue }
      return (0..<Int(found.partition_cnt)).map { found.partitions[$0].id }
    }
    return nil
  }
}
