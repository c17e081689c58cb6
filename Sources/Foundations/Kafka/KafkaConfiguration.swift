import CLibrdkafka

/// Address of the cluster, and how to speak to it.
package struct KafkaConfiguration: Sendable {
  /// `host:port`, comma-separated.
  package var brokers: String
  /// Options of librdkafka by their own names, passed through: `security.protocol`, `sasl.mechanism`,
  /// `sasl.username`, `sasl.password`, `ssl.ca.location`, ...
  package var options: [String: String]

  package init(brokers: String, options: [String: String] = [:]) {
    self.brokers = brokers
    self.options = options
  }

  /// A `rd_kafka_conf_t` that the caller hands to `rd_kafka_new`, which then owns it.
  ///
  /// - Throws: `KafkaError` naming the option that librdkafka does not know or accept. Values are not shown: they may
  ///   be passwords.
  func handle(_ defaults: [String: String]) throws(KafkaError) -> OpaquePointer {
    let conf = rd_kafka_conf_new()!
    var all = defaults.merging(options) { _, given in given }
    all["bootstrap.servers"] = brokers
    for (name, value) in all.sorted(by: { $0.key < $1.key }) {
      var message = [CChar](repeating: 0, count: 512)
      guard rd_kafka_conf_set(conf, name, value, &message, message.count) == RD_KAFKA_CONF_OK else {
        rd_kafka_conf_destroy(conf)
        throw KafkaError(
          .invalidConfiguration, "the Kafka option \"\(name)\" is unknown or has a value it does not take")
      }
    }
    rd_kafka_conf_set_log_cb(conf, nil)
    return conf
  }
}

/// Makes a client of either kind; owns `conf` from the call on.
func makeClient(_ type: rd_kafka_type_t, _ conf: OpaquePointer) throws(KafkaError) -> OpaquePointer {
  var message = [CChar](repeating: 0, count: 512)
  guard let client = rd_kafka_new(type, conf, &message, message.count) else {
    rd_kafka_conf_destroy(conf)
    let end = message.firstIndex(of: 0) ?? message.endIndex
    throw KafkaError(
      .invalidConfiguration, String(decoding: message[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }
  return client
}
