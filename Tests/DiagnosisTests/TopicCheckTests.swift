import Diagnosis
import Kafka
import Store
import Telemetry
import Testing

@Suite("What the topic still keeps")
struct TopicCheckTests {
  private func extent(_ first: Int64, _ end: Int64) -> TopicExtent {
    TopicExtent(partitions: [3: TopicExtent.Partition(first: first, end: end)])
  }

  private func counted(_ next: Int64) -> [ConditionStore.Partition] {
    [
      ConditionStore.Partition(
        topic: "plays", partition: 3, incarnation: "c", nextOffset: next, highWatermark: next, seenAt: 0,
        lastMessageAt: nil)
    ]
  }

  @Test("What expired before it was counted is a failure, what soon may a warning")
  func retention() {
    for (first, end, next, severity) in [
      (0, 1_000, 0, Finding.Severity.ok), (0, 1_000, 1, .ok), (0, 0, 0, .ok), (500, 1_000, 0, .ok),
      (500, 1_000, 1_000, .ok), (500, 1_000, 550, .ok), (500, 1_000, 549, .warning), (500, 1_000, 500, .warning),
      (500, 1_000, 499, .failure), (500, 1_000, 1_001, .failure), (1_000, 1_000, 1_000, .ok),
      (1_000, 1_000, 999, .failure), (999, 1_000, 999, .warning),
    ] as [(Int64, Int64, Int64, Finding.Severity)] {
      let finding = TopicCheck.finding(extent(first, end), counted: counted(next))
      #expect(finding.severity == severity, "\(first) \(end) \(next): \(finding.what)")
      #expect((finding.remedy == nil) == (severity == .ok))
    }
    #expect(
      TopicCheck.finding(extent(500, 1_000), counted: counted(400)).what
        == "100 messages of partition 3 expired before they were counted")
    #expect(
      TopicCheck.finding(extent(0, 5), counted: counted(9)).what
        == "the topic ends before what was counted of partition 3: it was made anew")
  }

  @Test("A topic that is missing is a warning, a partition that is missing means another topic")
  func missing() {
    #expect(TopicCheck.finding(nil, counted: []).severity == .warning)
    #expect(TopicCheck.finding(TopicExtent(partitions: [:]), counted: counted(5)).severity == .failure)
    #expect(TopicCheck.finding(extent(0, 9), counted: []).severity == .ok)
  }

  @Test("Room that runs out and descriptors that run out are told from their limits on")
  func host() {
    func room(_ megabytes: Int64, writable: Bool = true) -> HostChecks.Room {
      HostChecks.Room(name: "the folder", path: "/folder", free: megabytes << 20, isWritable: writable)
    }
    #expect(HostChecks.disk([]).severity == .ok)
    #expect(HostChecks.disk([room(1_024), room(2_000)]).severity == .ok)
    #expect(HostChecks.disk([room(5_000), room(1_023)]).severity == .warning)
    #expect(HostChecks.disk([room(102)]).severity == .failure)
    #expect(HostChecks.disk([room(5_000, writable: false)]).severity == .failure)
    #expect(HostChecks.disk([room(102)]).what == "the folder has 102 MiB left", "the path is for the operator alone")
    func descriptors(_ open: Int64, of limit: Int64?) -> Finding.Severity {
      HostChecks.descriptors(
        ProcessCondition(
          residentMemory: 0, openDescriptors: open, descriptorLimit: limit, processorSeconds: 0, startedAt: 0)
      ).severity
    }
    #expect(descriptors(79, of: 100) == .ok && descriptors(99, of: nil) == .ok)
    #expect(descriptors(80, of: 100) == .warning && descriptors(95, of: 100) == .failure)
  }
}
