import CLibrdkafka

/// State that librdkafka's callbacks reach through their opaque pointer. Only touched inside `rd_kafka_*` calls of the
/// thread that polls.
final class ConsumerContext {
  weak var delegate: (any ConsumerDelegate)?
  weak var consumer: Consumer?
  /// Error that the delegate threw, or that librdkafka calls fatal; the poll under way throws it on.
  private(set) var failure: (any Error)?

  init(delegate: any ConsumerDelegate) {
    self.delegate = delegate
  }

  func install(in conf: OpaquePointer) {
    rd_kafka_conf_set_opaque(conf, Unmanaged.passUnretained(self).toOpaque())
    rd_kafka_conf_set_rebalance_cb(conf) { client, code, list, opaque in
      Unmanaged<ConsumerContext>.fromOpaque(opaque!).takeUnretainedValue().rebalance(client!, code, list!)
    }
    rd_kafka_conf_set_error_cb(conf) { _, code, reason, opaque in
      // librdkafka reconnects by itself; only what it calls fatal ends the consumer.
      guard code == RD_KAFKA_RESP_ERR__FATAL.rawValue else { return }
      let message = reason.map { String(cString: $0) }
      Unmanaged<ConsumerContext>.fromOpaque(opaque!).takeUnretainedValue()
        .failure = KafkaError(KafkaError.Code(rawValue: code), message)
    }
  }

  func throwFailure() throws {
    guard let failure else { return }
    self.failure = nil
    throw failure
  }

  private func rebalance(
    _ client: OpaquePointer, _ code: rd_kafka_resp_err_t, _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>
  ) {
    let partitions = partitions(of: list)
    guard code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS else {
      delegate?.revoked(partitions, lost: rd_kafka_assignment_lost(client) != 0)
      rd_kafka_assign(client, nil)
      return
    }
    do {
      guard let delegate, let consumer else { return }
      let offsets = try delegate.assigned(partitions, by: consumer)
      withPartitionList(offsets) { _ = rd_kafka_assign(client, $0) }
    } catch {
      failure = error
      rd_kafka_assign(client, nil)
    }
  }
}
