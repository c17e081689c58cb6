import Kafka
import Testing

/// Starts where it is told and notes what the group gives and takes.
private final class Recorder: ConsumerDelegate {
  var start: Int64 = 0
  var assignments: [[TopicPartition]] = []
  var revocations: [[TopicPartition]] = []

  func assigned(_ partitions: [TopicPartition], by consumer: Consumer) throws -> [TopicPartition: Int64] {
    assignments.append(partitions.sorted())
    return Dictionary(uniqueKeysWithValues: partitions.map { ($0, start) })
  }

  func revoked(_ partitions: [TopicPartition], lost: Bool) { revocations.append(partitions.sorted()) }
}

extension Producer {
  fileprivate func send(_ text: String, partition: Int32? = nil) throws {
    try Array(text.utf8).withUnsafeBytes { try send($0, partition: partition) }
  }
}

@Suite("A consumer")
struct ConsumerTests {
  private func read(_ consumer: Consumer, _ count: Int) throws -> [(Int32, Int64, String)] {
    var messages: [(Int32, Int64, String)] = []
    for _ in 0..<400 where messages.count < count {
      try consumer.poll(timeout: 50) {
        messages.append(($0.partition, $0.offset, String(decoding: $0.payload, as: UTF8.self)))
      }
    }
    return messages
  }

  @Test("What is produced is read from the offset that the delegate names, in order")
  func offsets() throws {
    let cluster = try EmbeddedCluster(topics: ["t": 1])
    let configuration = KafkaConfiguration(brokers: cluster.brokers)
    let producer = try Producer(configuration, topic: "t")
    for number in 0..<1000 { try producer.send("m\(number)") }
    try producer.flush(timeout: 10_000)
    #expect(producer.delivered == 1000)
    let recorder = Recorder()
    recorder.start = 990
    let consumer = try Consumer(configuration, group: "g", topic: "t", partitions: [0], delegate: recorder)
    let messages = try read(consumer, 10)
    #expect(messages.map(\.1) == Array(990..<1000))
    #expect(messages.map(\.2) == (990..<1000).map { "m\($0)" })
    #expect(consumer.highWatermark(TopicPartition(topic: "t", partition: 0)) == 1000)
    consumer.close()
    #expect(recorder.revocations.count == 1)
  }

  @Test("A group gives all partitions, and takes them back at the end")
  func group() throws {
    let cluster = try EmbeddedCluster(topics: ["t": 3])
    let configuration = KafkaConfiguration(brokers: cluster.brokers)
    let producer = try Producer(configuration, topic: "t")
    for partition in 0..<3 { try producer.send("p\(partition)", partition: Int32(partition)) }
    try producer.flush(timeout: 10_000)
    let recorder = Recorder()
    let consumer = try Consumer(configuration, group: "g", topic: "t", delegate: recorder)
    #expect(Set(try read(consumer, 3).map(\.2)) == ["p0", "p1", "p2"])
    #expect(recorder.assignments == [(0..<3).map { TopicPartition(topic: "t", partition: $0) }])
    consumer.close()
    #expect(recorder.revocations == recorder.assignments)
  }

  @Test("An offset that is not there any more is an error, never a jump")
  func outOfRange() throws {
    let cluster = try EmbeddedCluster(topics: ["t": 1])
    let configuration = KafkaConfiguration(brokers: cluster.brokers)
    let producer = try Producer(configuration, topic: "t")
    try producer.send("only")
    try producer.flush(timeout: 10_000)
    let recorder = Recorder()
    recorder.start = 500
    let consumer = try Consumer(configuration, group: "g", topic: "t", partitions: [0], delegate: recorder)
    let error = #expect(throws: KafkaError.self) { _ = try read(consumer, 1) }
    #expect(error?.code == .autoOffsetReset || error?.code == .offsetOutOfRange)
    #expect(error?.isRetriable == false)
  }

  @Test("Security options are handed to librdkafka, and a wrong one is named without its value")
  func security() throws {
    let recorder = Recorder()
    let known = KafkaConfiguration(
      brokers: "127.0.0.1:1",
      options: [
        "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "PLAIN", "sasl.username": "u", "sasl.password": "p",
      ])
    #expect(throws: Never.self) { _ = try Consumer(known, group: "g", topic: "t", delegate: recorder) }
    let wrong = KafkaConfiguration(brokers: "127.0.0.1:1", options: ["sasl.passwort": "hunter2"])
    let error = #expect(throws: KafkaError.self) { _ = try Consumer(wrong, group: "g", topic: "t", delegate: recorder) }
    #expect(error?.description.contains("sasl.passwort") == true)
    #expect(error?.description.contains("hunter2") == false)
  }

  @Test("Every embedded broker is another one, and says so")
  func identity() throws {
    let first = try EmbeddedCluster(topics: [:])
    let second = try EmbeddedCluster(topics: [:])
    let one = try ClusterIdentity.read(KafkaConfiguration(brokers: first.brokers), timeout: 10_000)
    #expect(try ClusterIdentity.read(KafkaConfiguration(brokers: first.brokers), timeout: 10_000) == one)
    #expect(try ClusterIdentity.read(KafkaConfiguration(brokers: second.brokers), timeout: 10_000) != one)
    #expect(throws: KafkaError.self) {
      _ = try ClusterIdentity.read(KafkaConfiguration(brokers: "127.0.0.1:1"), timeout: 500)
    }
  }
}
