import CLibrdkafka

/// A member of a Kafka consumer group that reads batches on the thread that calls it.
///
/// It never stores or guesses an offset: on every assignment its delegate says where to start, and the delegate's own
/// database is the truth. It blocks, so it belongs on a thread of its own, and one thread uses it.
package final class Consumer {
  private let client: OpaquePointer
  private let queue: OpaquePointer
  private let context: ConsumerContext
  private var batch: [UnsafeMutablePointer<rd_kafka_message_t>?]
  /// Partitions that were named instead of given by the group.
  private let fixed: [TopicPartition]
  private var isClosed = false

  /// - Parameters:
  ///   - group: the consumer group that shares the topic's partitions.
  ///   - partitions: `nil` takes the share that the group gives; a list reads just these, whoever else does.
  ///   - batchSize: messages at most in one `poll`.
  ///   - delegate: held weakly.
  /// - Throws: `KafkaError` for an option librdkafka refuses. An unreachable broker is no error: it goes on trying.
  package init(
    _ configuration: KafkaConfiguration, group: String, topic: String, partitions: [Int32]? = nil,
    batchSize: Int = 10_000, delegate: any ConsumerDelegate
  ) throws {
    let conf = try configuration.handle([
      "group.id": group,
      // cooperative-sticky crashes in librdkafka before 2.6; the eager assignors do not.
      "partition.assignment.strategy": "range,roundrobin",
      "enable.auto.commit": "false",
      "enable.auto.offset.store": "false",
      // An offset that is no longer there is a topic recreated or expired: stop, never skip.
      "auto.offset.reset": "error",
      "check.crcs": "true",
      "isolation.level": "read_committed",
      "queued.max.messages.kbytes": "32768",
      "fetch.wait.max.ms": "50",
      "session.timeout.ms": "10000",
      "heartbeat.interval.ms": "1000",
      "socket.keepalive.enable": "true",
      "allow.auto.create.topics": "true",
    ])
    context = ConsumerContext(delegate: delegate)
    context.install(in: conf)
    client = try makeClient(RD_KAFKA_CONSUMER, conf)
    rd_kafka_poll_set_consumer(client)
    queue = rd_kafka_queue_get_consumer(client)
    batch = Array(repeating: nil, count: batchSize)
    fixed = (partitions ?? []).map { TopicPartition(topic: topic, partition: $0) }
    context.consumer = self
    let code: rd_kafka_resp_err_t
    if !fixed.isEmpty {
      code = withPartitionList(try delegate.assigned(fixed, by: self)) { rd_kafka_assign(client, $0) }
    } else {
      code = withPartitionList([TopicPartition(topic: topic, partition: RD_KAFKA_PARTITION_UA): 0]) {
        rd_kafka_subscribe(client, $0)
      }
    }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
  }

  deinit {
    close()
    rd_kafka_queue_destroy(queue)
    rd_kafka_destroy(client)
  }

  /// Waits for messages, at most the time given, and hands them over in order of their offsets.
  ///
  /// - Returns: how many there were.
  /// - Throws: `KafkaError` of a partition that cannot be read on; what the delegate threw; what the body throws.
  @discardableResult
  package func poll(timeout milliseconds: Int32, _ body: (ConsumedMessage) throws -> Void) throws -> Int {
    let count = rd_kafka_consume_batch_queue(queue, milliseconds, &batch, batch.count)
    defer { for index in 0..<max(count, 0) { rd_kafka_message_destroy(batch[index]) } }
    try context.throwFailure()
    guard count >= 0 else { throw KafkaError(rd_kafka_last_error()) }
    for index in 0..<count {
      let message = batch[index]!
      if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
        try body(ConsumedMessage(pointer: message))
      } else {
        try report(message)
      }
    }
    return count
  }

  /// The first offset the broker still has; asks it, and waits for the answer.
  ///
  /// - Throws: `KafkaError` where it does not answer in time.
  package func lowWatermark(_ partition: TopicPartition, timeout milliseconds: Int32) throws(KafkaError) -> Int64 {
    var low: Int64 = 0
    var high: Int64 = 0
    let code = rd_kafka_query_watermark_offsets(client, partition.topic, partition.partition, &low, &high, milliseconds)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
    return max(low, 0)
  }

  /// The offset after the last message the broker has told us of; -1 where it has told nothing yet.
  package func highWatermark(_ partition: TopicPartition) -> Int64 {
    var low: Int64 = -1
    var high: Int64 = -1
    let code = rd_kafka_get_watermark_offsets(client, partition.topic, partition.partition, &low, &high)
    return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : -1
  }

  /// Tells the group how far we are, as a hint for tools that show lag. It decides nothing.
  package func hint(_ offsets: [TopicPartition: Int64]) {
    withPartitionList(offsets) { _ = rd_kafka_commit(client, $0, 1) }
  }

  /// Leaves the group; the delegate is told of the partitions that go. Afterwards only `deinit` remains.
  package func close() {
    guard !isClosed else { return }
    isClosed = true
    if !fixed.isEmpty { context.delegate?.revoked(fixed, lost: false) }
    rd_kafka_consumer_close(client)
  }

  private func report(_ message: UnsafeMutablePointer<rd_kafka_message_t>) throws {
    let text = rd_kafka_message_errstr(message).map { String(cString: $0) }
    let error = KafkaError(KafkaError.Code(message.pointee.err), text)
    if !error.isRetriable { throw error }
  }
}
