import CLibrdkafka

/// Identity of the cluster that answers at an address. Offsets mean something only together with it.
package enum ClusterIdentity {
  /// The topic in which an embedded broker says which one it is: its ports come again, its messages do not.
  static let markerTopic = "ledgerline.incarnation"

  /// The cluster's own id, or the mark that an embedded broker left.
  ///
  /// - Throws: `KafkaError` where no broker answers in time.
  package static func read(_ configuration: KafkaConfiguration, timeout milliseconds: Int32) throws(KafkaError)
    -> String
  {
    let conf = try configuration.handle([
      "group.id": "ledgerline-identity", "auto.offset.reset": "earliest", "enable.auto.commit": "false",
    ])
    let client = try makeClient(RD_KAFKA_CONSUMER, conf)
    defer { rd_kafka_destroy(client) }
    if try hasMarker(client, milliseconds) {
      rd_kafka_poll_set_consumer(client)
      withPartitionList([TopicPartition(topic: markerTopic, partition: 0): 0]) { _ = rd_kafka_assign(client, $0) }
      for _ in 0..<max(milliseconds / 100, 1) {
        guard let message = rd_kafka_consumer_poll(client, 100) else { continue }
        defer { rd_kafka_message_destroy(message) }
        if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR, let payload = message.pointee.payload {
          let bytes = UnsafeRawBufferPointer(start: payload, count: message.pointee.len)
          return "embedded:" + String(decoding: bytes, as: UTF8.self)
        }
      }
      throw KafkaError(.timedOut, "the embedded broker did not say which one it is")
    }
    guard let text = rd_kafka_clusterid(client, milliseconds) else {
      throw KafkaError(.timedOut, "the cluster at \(configuration.brokers) did not say its id in time")
    }
    defer { rd_kafka_mem_free(client, text) }
    return String(cString: text)
  }

  private static func hasMarker(_ client: OpaquePointer, _ milliseconds: Int32) throws(KafkaError) -> Bool {
    // All topics, because asking for one by name may create it.
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let code = rd_kafka_metadata(client, 1, nil, &metadata, milliseconds)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else { throw KafkaError(code) }
    defer { rd_kafka_metadata_destroy(metadata) }
    return (0..<Int(metadata.pointee.topic_cnt)).contains {
      String(cString: metadata.pointee.topics[$0].topic) == markerTopic
    }
  }
}
