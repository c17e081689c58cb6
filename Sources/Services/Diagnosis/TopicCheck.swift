import Kafka
import Store

/// Check that the topic still has what comes next.
package enum TopicCheck {
  /// - Parameters:
  ///   - extent: what the broker has; `nil` where there is no such topic.
  ///   - counted: what the database says of the same incarnation.
  package static func finding(_ extent: TopicExtent?, counted: [ConditionStore.Partition]) -> Finding {
    guard let extent else {
      return .warning(
        .topic, "the cluster has no such topic", do: "make it, or see --topic and LEDGERLINE_KAFKA_TOPIC")
    }
    var lost: [(Int32, Int64)] = []
    var near: [(Int32, Int64)] = []
    var anew: [Int32] = []
    for row in counted where row.nextOffset > 0 {
      guard let partition = extent.partitions[row.partition], row.nextOffset <= partition.end else {
        anew.append(row.partition)
        continue
      }
      if row.nextOffset < partition.first {
        lost.append((row.partition, partition.first - row.nextOffset))
      } else if isNear(partition, next: row.nextOffset) {
        near.append((row.partition, partition.end - row.nextOffset))
      }
    }
    if !anew.isEmpty {
      return .failure(
        .topic, "the topic ends before what was counted of \(list(anew)): it was made anew",
        do: "give it a name of its own with --incarnation; docs/operations.md, Ingest has halted")
    }
    if !lost.isEmpty {
      let count = lost.reduce(0) { $0 + $1.1 }
      return .failure(
        .topic, "\(count) messages of \(list(lost.map(\.0))) expired before they were counted",
        do: "find them elsewhere, then set the position; docs/operations.md, Ingest has halted")
    }
    if !near.isEmpty {
      let count = near.reduce(0) { $0 + $1.1 }
      return .warning(
        .topic, "\(count) messages of \(list(near.map(\.0))) wait among the oldest that the topic keeps",
        do: "start more `ledgerline ingest`, or raise the topic's retention until they are counted")
    }
    let waiting = counted.reduce(Int64(0)) { sum, row in
      sum + max((extent.partitions[row.partition]?.end ?? row.nextOffset) - row.nextOffset, 0)
    }
    return .ok(.topic, "\(extent.partitions.count) partitions have what comes next, \(waiting) messages wait")
  }

  package static func unreachable(_ detail: String) -> Finding {
    .warning(
      .topic, "the broker does not answer", do: "see LEDGERLINE_KAFKA_BROKERS and LEDGERLINE_KAFKA_OPTIONS",
      detail: detail)
  }

  /// True if what comes next is in the oldest tenth of a partition of which something has expired already.
  private static func isNear(_ partition: TopicExtent.Partition, next: Int64) -> Bool {
    guard partition.first > 0, next < partition.end else { return false }
    return next - partition.first < max((partition.end - partition.first) / 10, 1)
  }

  private static func list(_ partitions: [Int32]) -> String {
    let shown = partitions.sorted().prefix(8).map(String.init).joined(separator: ", ")
    return "partition\(partitions.count == 1 ? "" : "s") \(shown)\(partitions.count > 8 ? ", ..." : "")"
  }
}
