import CLibrdkafka
import Synchronization

/// Sends messages to a topic, each exactly once within its life (librdkafka's idempotent producer).
///
/// `send` only queues; `delivered` counts what the broker has acknowledged.
package final class Producer: @unchecked Sendable {
  // librdkafka's client and topic handles are safe from any thread.
  private let client: OpaquePointer
  private let topic: OpaquePointer
  private let reports: DeliveryReports

  package init(_ configuration: KafkaConfiguration, topic name: String) throws(KafkaError) {
    let conf = try configuration.handle([
      "enable.idempotence": "true",
      "linger.ms": "5",
      "queue.buffering.max.messages": "200000",
      "socket.keepalive.enable": "true",
    ])
    reports = DeliveryReports()
    rd_kafka_conf_set_opaque(conf, Unmanaged.passUnretained(reports).toOpaque())
    rd_kafka_conf_set_dr_msg_cb(conf) { _, message, opaque in
      let reports = Unmanaged<DeliveryReports>.fromOpaque(opaque!).takeUnretainedValue()
      reports.add(message!.pointee.err)
    }
    client = try makeClient(RD_KAFKA_PRODUCER, conf)
    guard let topic = rd_kafka_topic_new(client, name, nil) else {
      rd_kafka_destroy(client)
      throw KafkaError(rd_kafka_last_error())
    }
    self.topic = topic
  }

  deinit {
    rd_kafka_topic_destroy(topic)
    rd_kafka_destroy(client)
  }

  /// Messages the broker has acknowledged.
  package var delivered: Int64 { reports.counts.withLock { $0.delivered } }

  /// Queues one message; its bytes are copied. Waits while the queue is full.
  ///
  /// - Parameter partition: `nil` lets librdkafka choose.
  /// - Throws: `KafkaError` where the message can never be sent, or an earlier one was given up.
  package func send(_ payload: UnsafeRawBufferPointer, partition: Int32? = nil) throws(KafkaError) {
    while true {
      let code = rd_kafka_produce(
        topic, partition ?? RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY,
        UnsafeMutableRawPointer(mutating: payload.baseAddress), payload.count, nil, 0, nil)
      if code == 0 { break }
      let error = KafkaError(rd_kafka_last_error())
      guard error.code == .queueFull else { throw error }
      rd_kafka_poll(client, 10)
    }
    rd_kafka_poll(client, 0)
    if let code = reports.counts.withLock({ $0.failure }) { throw KafkaError(code) }
  }

  /// Serves delivery reports without sending.
  package func poll() { rd_kafka_poll(client, 0) }

  /// Waits until everything queued is acknowledged.
  ///
  /// - Throws: `KafkaError` with `timedOut` where that takes too long, or the error of a message that was given up.
  package func flush(timeout milliseconds: Int32) throws(KafkaError) {
    let code = rd_kafka_flush(client, milliseconds)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
    if let code = reports.counts.withLock({ $0.failure }) { throw KafkaError(code) }
  }
}

/// Counts of the messages that were sent, by what became of them.
private final class DeliveryReports: Sendable {
  let counts = Mutex<(delivered: Int64, failure: KafkaError.Code?)>((0, nil))

  func add(_ code: rd_kafka_resp_err_t) {
    counts.withLock {
      if code == RD_KAFKA_RESP_ERR_NO_ERROR {
        $0.delivered += 1
      } else {
        $0.failure = $0.failure ?? KafkaError.Code(code)
      }
    }
  }
}
