import CLibrdkafka

/// A partition of a topic.
package struct TopicPartition: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let topic: String
  package let partition: Int32

  package init(topic: String, partition: Int32) {
    self.topic = topic
    self.partition = partition
  }

  package static func < (a: TopicPartition, b: TopicPartition) -> Bool {
    (a.topic, a.partition) < (b.topic, b.partition)
  }

  package var description: String { "\(topic)/\(partition)" }
}

/// Runs the body with a C list of partitions and offsets that is freed afterwards.
func withPartitionList<T>(
  _ offsets: [TopicPartition: Int64], _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) throws -> T
) rethrows -> T {
  let list = rd_kafka_topic_partition_list_new(Int32(offsets.count))!
  defer { rd_kafka_topic_partition_list_destroy(list) }
  for (partition, offset) in offsets {
    rd_kafka_topic_partition_list_add(list, partition.topic, partition.partition).pointee.offset = offset
  }
  return try body(list)
}

func partitions(of list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> [TopicPartition] {
  (0..<Int(list.pointee.cnt)).map { index in
    let element = list.pointee.elems[index]
    return TopicPartition(topic: String(cString: element.topic), partition: element.partition)
  }
}
