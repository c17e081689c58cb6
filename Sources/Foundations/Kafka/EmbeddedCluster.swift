import CLibrdkafka

/// A broker inside this process that speaks the Kafka protocol on a loopback port: librdkafka's mock cluster.
///
/// For development, demonstrations and tests. It keeps at most 5 MiB (100,000 messages) a partition, the oldest go
/// first, and nothing after the process ends.
package final class EmbeddedCluster: @unchecked Sendable {
  // The mock cluster runs on a thread of its own and takes its calls through a queue.
  private let client: OpaquePointer
  private let cluster: OpaquePointer

  /// Address for clients: `127.0.0.1:port`.
  package let brokers: String

  /// - Parameter topics: topics with their number of partitions. Others are made when a client asks for them.
  package init(topics: [String: Int32]) throws {
    let conf = rd_kafka_conf_new()!
    rd_kafka_conf_set_log_cb(conf, nil)
    client = try makeClient(RD_KAFKA_PRODUCER, conf)
    guard let cluster = rd_kafka_mock_cluster_new(client, 1) else {
      rd_kafka_destroy(client)
      throw KafkaError(.transport, "the embedded broker could not open a port on 127.0.0.1")
    }
    self.cluster = cluster
    brokers = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    for (topic, partitions) in topics.merging([ClusterIdentity.markerTopic: 1], uniquingKeysWith: { a, _ in a }) {
      let code = rd_kafka_mock_topic_create(cluster, topic, partitions, 1)
      guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
    }
    let marker = try Producer(KafkaConfiguration(brokers: brokers), topic: ClusterIdentity.markerTopic)
    let identity = Array(String(UInt128.random(in: 0 ... .max), radix: 36).utf8)
    try identity.withUnsafeBytes { try marker.send($0, partition: 0) }
    try marker.flush(timeout: 10_000)
  }

  deinit {
    rd_kafka_mock_cluster_destroy(cluster)
    rd_kafka_destroy(client)
  }
}
