import Kafka
import Postgres
import Store

/// One look at the broker: whether its topic still has what the database says comes next.
package struct BrokerLook {
  /// A name given by hand is that of this cluster where somebody counts under it now.
  private static let liveFor: Int64 = 300_000_000

  private let kafka: KafkaConfiguration
  private let topic: String
  private let incarnation: String?
  private let databaseURL: String

  /// - Parameter incarnation: which topic of that name; `nil` asks the cluster.
  package init(_ kafka: KafkaConfiguration, topic: String, incarnation: String? = nil, databaseURL: String) {
    (self.kafka, self.topic, self.incarnation, self.databaseURL) = (kafka, topic, incarnation, databaseURL)
  }

  /// It blocks: for some times the timeout where nobody answers.
  package func finding(timeout milliseconds: Int32) -> Finding {
    let counted: [ConditionStore.Partition]
    let extent: TopicExtent?
    do {
      extent = try TopicExtent.read(kafka, topic: topic, timeout: milliseconds)
      let incarnation = try incarnation ?? ClusterIdentity.read(kafka, timeout: milliseconds)
      let db = try Connection(
        url: databaseURL, options: Connection.Options(applicationName: "ledgerline-watch", statementTimeout: 5_000))
      counted = try partitions(ConditionStore(db), incarnation)
    } catch let error as KafkaError {
      return TopicCheck.unreachable("\(error)")
    } catch {
      return .warning(
        .topic, "the topic was not compared with what was counted", do: "see what is said of the database",
        detail: "\(error)")
    }
    return TopicCheck.finding(extent, counted: counted)
  }

  private func partitions(_ store: ConditionStore, _ cluster: String) throws -> [ConditionStore.Partition] {
    let own = try store.partitions(topic: topic, incarnation: cluster)
    guard own.isEmpty, incarnation == nil else { return own }
    let now = try store.figures().asOf
    return try store.partitions().filter { $0.topic == topic && now - $0.seenAt < Self.liveFor }
  }
}
