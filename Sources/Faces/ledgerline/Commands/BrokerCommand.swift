import ArgumentParser
import Foundation
import Kafka
import ServiceLifecycle

struct BrokerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "broker", abstract: "Run the embedded Kafka broker as a process of its own.",
    discussion: """
      For tests and other clients (kcat). Its address is the first line on standard output. It keeps at most 5 MiB a
      partition, the oldest messages go first, and nothing after it ends.
      """)

  @Option(help: "A topic to make.") var topic = "plays"
  @Option(help: "Its partitions.") var partitions: Int32 = 8

  @OptionGroup var identity: UserOption

  func run() async throws {
    let settings = try await Settings.load(user: identity.user)
    try ServiceUser.chosen(settings.user, owner: nil)?.become(writingTo: [])
    let cluster = try EmbeddedCluster(topics: [topic: partitions])
    // Not print: whoever started us waits for this line, and print keeps it back when it goes into a pipe.
    try FileHandle.standardOutput.write(contentsOf: Data("\(cluster.brokers)\n".utf8))
    Terminal.note("topic \(topic), \(partitions) partitions; Ctrl-C ends it and forgets everything")
    try await runUntilStopped([Waiting()], logger: Log.logger(verbose: false))
    withExtendedLifetime(cluster) {}
  }

  private struct Waiting: Service {
    func run() async throws { try await gracefulShutdown() }
  }
}
