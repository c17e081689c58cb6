import CLibrdkafka

/// One message of a batch. Its bytes belong to librdkafka and are valid inside the closure of `Consumer.poll` only.
public struct ConsumedMessage {
  let pointer: UnsafeMutablePointer<rd_kafka_message_t>

  public var partition: Int32 { pointer.pointee.partition }
  public var offset: Int64 { pointer.pointee.offset }
  public var payload: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: pointer.pointee.payload, count: pointer.pointee.len)
  }
  /// Milliseconds since 1970 as the producer or the broker stamped it; `nil` where there is none.
  public var timestamp: Int64? {
    var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let value = rd_kafka_message_timestamp(pointer, &type)
    return type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || value < 0 ? nil : value
  }
}
