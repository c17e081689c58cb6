import CLibrdkafka

/// A refusal of the broker, or of the way to it.
package struct KafkaError: Error, Sendable, CustomStringConvertible {
  /// librdkafka's code: negative ones are its own, the others the Kafka protocol's.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    init(_ code: rd_kafka_resp_err_t) { rawValue = code.rawValue }

    package static let offsetOutOfRange = Code(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
    /// Answer to an unusable offset under `auto.offset.reset=error`.
    package static let autoOffsetReset = Code(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
    package static let unknownTopic = Code(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    package static let unknownTopicLocally = Code(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
    package static let queueFull = Code(RD_KAFKA_RESP_ERR__QUEUE_FULL)
    package static let timedOut = Code(RD_KAFKA_RESP_ERR__TIMED_OUT)
    package static let allBrokersDown = Code(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    package static let transport = Code(RD_KAFKA_RESP_ERR__TRANSPORT)
    package static let maximumPollExceeded = Code(RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED)
    package static let invalidConfiguration = Code(RD_KAFKA_RESP_ERR__INVALID_ARG)
  }

  package let code: Code
  package let message: String

  init(_ code: Code, _ message: String? = nil) {
    self.code = code
    self.message = message ?? String(cString: rd_kafka_err2str(rd_kafka_resp_err_t(code.rawValue)))
  }

  init(_ code: rd_kafka_resp_err_t) { self.init(Code(code)) }

  /// True if librdkafka goes on trying by itself, or the same call may succeed later.
  package var isRetriable: Bool {
    [.queueFull, .timedOut, .allBrokersDown, .transport, .unknownTopic, .unknownTopicLocally, .maximumPollExceeded]
      .contains(code)
  }

  package var description: String { "Kafka \(code.rawValue): \(message)" }
}
