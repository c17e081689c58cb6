import Foundation
import Kafka
import Logging
import Postgres
import Store

/// Counts the plays of a Kafka topic, each exactly once, as one member of a consumer group.
///
/// The position is in the database, in the transaction of the totals. Whatever happens to this process, the next owner
/// of a partition goes on where the last commit ended. It blocks: run it on a thread of its own.
package final class KafkaIngest {
  /// Topic and partitions to read, and the group to read them for.
  package struct Options: Sendable {
    package var kafka: KafkaConfiguration
    package var topic: String
    package var group: String
    /// Name of this topic among all that ever had its name; `nil` takes the cluster's id.
    package var incarnation: String?
    /// Just these partitions, without a group; `nil` takes the group's share.
    package var partitions: [Int32]?
    /// Hours within which an `event_id` counts once in its partition; `nil` counts every event.
    package var window: Int32?

    package init(
      kafka: KafkaConfiguration, topic: String, group: String, incarnation: String? = nil, partitions: [Int32]? = nil,
      window: Int32? = nil
    ) {
      self.kafka = kafka
      self.topic = topic
      self.group = group
      self.incarnation = incarnation
      self.partitions = partitions
      self.window = window
    }
  }

  /// The topic does not have the messages that come next: somebody must decide.
  package struct Halted: Error, CustomStringConvertible {
    package let description: String
  }

  private static let longestWait: Int32 = 50
  private let options: Options
  private let databaseURL: String
  private let logger: Logger

  package init(_ options: Options, databaseURL: String, logger: Logger) {
    self.options = options
    self.databaseURL = databaseURL
    self.logger = logger
  }

  /// Runs until told to stop; then what was read is committed and the group is left.
  ///
  /// - Throws: `Halted`; `KafkaError` for options librdkafka refuses; `PostgresError` that no retry can mend.
  package func run(until shouldStop: () -> Bool) throws {
    var pause = RetryPause()
    while !shouldStop() {
      do {
        let incarnation = try options.incarnation ?? ClusterIdentity.read(options.kafka, timeout: 10_000)
        let worker = try PartitionWorker(
          topic: options.topic, incarnation: incarnation, window: options.window, databaseURL: databaseURL,
          logger: logger)
        try read(worker, until: shouldStop) { pause.reset() }
      } catch let error where Self.isPassing(error) {
        IngestMetrics.restarted()
        logger.warning("ingest starts over from its last commit: \(error)")
        Thread.sleep(forTimeInterval: pause.next() / .seconds(1))
      } catch let error as KafkaError where [.autoOffsetReset, .offsetOutOfRange].contains(error.code) {
        throw Halted(
          description: "the topic \"\(options.topic)\" no longer has the messages that come next (\(error.message)). "
            + "It was made anew, or they expired before they were counted. Nothing was skipped. "
            + "Where it is another topic of the same name, give it a name of its own with --incarnation.")
      }
    }
  }

  private func read(_ worker: PartitionWorker, until shouldStop: () -> Bool, progressed: () -> Void) throws {
    let consumer = try Consumer(
      options.kafka, group: options.group, topic: options.topic, partitions: options.partitions, delegate: worker)
    // Closing asks the worker to commit what it has, unless it was told that this is not ours any more.
    defer { consumer.close() }
    while !shouldStop() {
      do {
        let wait = min(worker.milliseconds(untilCommit: .now), Self.longestWait)
        try consumer.poll(timeout: wait) { try worker.take($0) }
        if try worker.commitIfDue() { progressed() }
      } catch {
        worker.abandon()
        throw error
      }
    }
  }

  /// True if starting over from the last commit can help.
  private static func isPassing(_ error: any Error) -> Bool {
    switch error {
    case let error as PostgresError: error.isRetriable || error.code.rawValue.hasPrefix("53")
    case let error as KafkaError: error.isRetriable
    case is IngestStore.Refusal: true
    default: false
    }
  }
}
