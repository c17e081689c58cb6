import CoreMetrics
import Foundation
import Kafka
import Logging
import Plays
import Postgres
import StatementExport
import Store
import Synchronization
import Telemetry

/// Looks at the database, the broker and the machine every some seconds, and keeps what it found: whoever asks gets an
/// answer at once, however busy everything else is.
///
/// The looks block: run each of the two loops on a thread of its own. They have a connection of their own.
package final class Watch: Sendable {
  /// Things to look at.
  package struct Options: Sendable {
    package var databaseURL: String
    package var migrator: Migrator
    /// The cluster, where one was named.
    package var kafka: KafkaConfiguration?
    package var topic: String
    /// Folders that are written to, by what they are called.
    package var folders: [(name: String, path: String)]
    /// Findings from the start of the process, such as settings that do not fit.
    package var standing: [Finding]

    package init(
      databaseURL: String, migrator: Migrator, kafka: KafkaConfiguration? = nil, topic: String = "plays",
      folders: [(name: String, path: String)] = [], standing: [Finding] = []
    ) {
      (self.databaseURL, self.migrator, self.kafka, self.topic) = (databaseURL, migrator, kafka, topic)
      (self.folders, self.standing) = (folders, standing)
    }
  }

  private struct State {
    var lookedAt = ContinuousClock.now
    var database: [Finding] = []
    var host: [Finding] = []
    var broker: [Finding] = []
    /// Since when the live totals have been behind.
    var behindSince: ContinuousClock.Instant?
  }

  private static let interval = Duration.seconds(5)
  private static let brokerInterval = Duration.seconds(60)
  /// A look that takes longer than this is a finding of its own.
  private static let staleAfter = Duration.seconds(30)
  private static let brokerTimeout: Int32 = 5_000

  private let options: Options
  private let record: ServiceRecord
  private let generation: @Sendable () -> Int64?
  private let logger: Logger
  private let state = Mutex(State())
  private let lag = GaugeSet(.partitionLag)

  /// - Parameters:
  ///   - record: what came of the server's own work.
  ///   - generation: what the live totals have; `nil` where there are none.
  package init(
    _ options: Options, record: ServiceRecord, logger: Logger, generation: @escaping @Sendable () -> Int64? = { nil }
  ) {
    (self.options, self.record, self.logger, self.generation) = (options, record, logger, generation)
  }

  /// One finding for each check, the worst there is of it, in the order of the checks.
  package var findings: [Finding] {
    let state = state.withLock { $0 }
    var all = options.standing + state.database + state.host + state.broker + record.findings
    let age = ContinuousClock.now - state.lookedAt
    if age > Self.staleAfter {
      all.append(DatabaseChecks.unreachable("no answer for \(Int64(age / .seconds(1))) s"))
    }
    return Self.worst(all)
  }

  /// The worst finding of each check, in the order of the checks.
  package static func worst(_ findings: [Finding]) -> [Finding] {
    let byCheck = Dictionary(grouping: findings, by: \.check)
    return Check.allCases.compactMap { byCheck[$0]?.max { $0.severity < $1.severity } }
  }

  // MARK: The loops

  /// Looks at the database and the machine until told to stop.
  ///
  /// - Parameter looked: told after each look.
  package func followDatabase(until shouldStop: () -> Bool, looked: () -> Void = {}) {
    var connection: Connection?
    while !shouldStop() {
      lookAtDatabase(&connection)
      lookAtHost()
      measure()
      looked()
      pause(Self.interval, until: shouldStop)
    }
  }

  /// Looks at the broker until told to stop; returns at once where none was named.
  package func followBroker(until shouldStop: () -> Bool) {
    guard let kafka = options.kafka else { return }
    while !shouldStop() {
      let finding = BrokerLook(kafka, topic: options.topic, databaseURL: options.databaseURL)
        .finding(timeout: Self.brokerTimeout)
      state.withLock { $0.broker = [finding] }
      pause(Self.brokerInterval, until: shouldStop)
    }
  }

  private func pause(_ duration: Duration, until shouldStop: () -> Bool) {
    let end = ContinuousClock.now + duration
    while !shouldStop(), ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.1) }
  }

  // MARK: Looking

  private func lookAtDatabase(_ connection: inout Connection?) {
    var look: DatabaseLook?
    let findings: [Finding]
    do {
      if connection?.isUsable != true {
        connection = try Connection(
          url: options.databaseURL,
          options: Connection.Options(applicationName: "ledgerline-watch", statementTimeout: 5_000, lockTimeout: 2_000))
      }
      let made = try DatabaseLook(connection!, options.migrator)
      findings = made.findings + followerFinding(made.figures)
      look = made
    } catch {
      connection = nil
      findings = [DatabaseChecks.unreachable("\(error)")]
    }
    let (known, found) = state.withLock { state in
      let known = state.database
      state.database = findings
      state.lookedAt = .now
      return (known, findings)
    }
    tell(found, after: known)
    if let look { measure(look) }
  }

  private func followerFinding(_ figures: ConditionStore.Figures?) -> [Finding] {
    guard let figures, let generation = generation() else { return [] }
    let since = state.withLock { state in
      state.behindSince = generation < figures.generation ? state.behindSince ?? .now : nil
      return state.behindSince
    }
    let seconds = since.map { Int64((ContinuousClock.now - $0) / .seconds(1)) } ?? 0
    return [DatabaseChecks.follower(figures, generation: generation, behindFor: seconds)]
  }

  private func lookAtHost() {
    let rooms = options.folders.compactMap { HostChecks.Room.read($0.name, $0.path) }
    let findings = [HostChecks.disk(rooms), HostChecks.descriptors(.read())]
    state.withLock { $0.host = findings }
  }

  /// The log has what goes wrong once, and not every five seconds.
  private func tell(_ found: [Finding], after known: [Finding]) {
    for finding in found where finding.severity != .ok {
      guard !known.contains(where: { ($0.check, $0.severity) == (finding.check, finding.severity) }) else { continue }
      logger.warning("\(finding.what): \(finding.remedy ?? "")\(finding.detail.map { " (\($0))" } ?? "")")
    }
  }

  // MARK: Metrics

  private func measure() {
    let findings = findings
    for check in Check.allCases {
      let severity = findings.first { $0.check == check }?.severity ?? .ok
      for one in [Finding.Severity.warning, .failure] {
        MetricFamily.findings.gauge(check.rawValue, one.rawValue).set(severity == one ? 1 : 0)
      }
    }
  }

  private func measure(_ look: DatabaseLook) {
    MetricFamily.conditionRead.gauge().set(Date().timeIntervalSince1970)
    guard let figures = look.figures else { return }
    MetricFamily.generation.gauge().set(figures.generation)
    MetricFamily.booksHead.gauge().set(figures.headNumber)
    if figures.headNumber > 0 { MetricFamily.booksHeadRecorded.gauge().set(Double(figures.headRecordedAt) / 1e6) }
    MetricFamily.schedulesOverdue.gauge().set(look.overdue)
    lag.set(
      Dictionary(
        uniqueKeysWithValues: look.partitions.map {
          ([$0.topic, "\($0.partition)"], Double(max($0.highWatermark - $0.nextOffset, 0)))
        }))
  }
}
