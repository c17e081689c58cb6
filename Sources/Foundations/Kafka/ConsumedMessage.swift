import CLibrdkafka

/// One message of a batch. Its bytes belong to librdkafka and are valid inside the closure of `Consumer.poll` only.
package struct ConsumedMessage {
  let pointer: UnsafeMutablePointer<rd_kafka_message_t>

  package var partition: Int32 { pointer.pointee.partition }
  package var offset: Int64 { pointer.pointee.offset }
  package var payload: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: pointer.pointee.payload, count: pointer.pointee.len)
  }
  /// Milliseconds since 1970 as the producer or the broker stamped it; `nil` where there is none.
  package var timestamp: Int64? {
    var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let value = rd_kafka_message_timestamp(pointer, &type)
    return type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || value < 0 ? nil : value
  }
}
