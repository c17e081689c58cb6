import ArgumentParser
import Foundation
import Plays
import Simulation

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Make play events of the sample catalog.",
    discussion: """
      To Kafka they are sent at the rate given, played now. To standard output they are written as fast as they are
      read: the same seed, day, rate and number of events give the same bytes.
      """)

  @Option(help: "The same seed makes the same plays.") var seed: UInt64 = 1
  @Option(help: "Events a second.") var rate = 5_000
  @Option(help: "How many events; to Kafka without it until Ctrl-C.") var events: Int64?
  @Flag(help: "Write to standard output instead of Kafka.") var stdout = false
  @Option(help: "The day on which plays start, for standard output.") var day: Day = Day("2026-10-01")!
  @Option(help: "The topic.") var topic: String?

  func validate() throws {
    guard (1...1_000_000).contains(rate) else { throw ValidationError("--rate is 1 to 1000000") }
    if stdout && events == nil { throw ValidationError("--stdout needs --events") }
  }

  func run() async throws {
    if stdout { try write(events!) } else { try await send(Settings.load()) }
  }

  private func write(_ events: Int64) throws {
    var simulator = PlaySimulator(seed: seed)
    var buffer: [UInt8] = []
    let start = Int64(day.number) * 86_400_000
    let output = FileHandle.standardOutput
    for index in 0..<events {
      simulator.append(at: start + index * 1000 / Int64(rate), to: &buffer)
      buffer.append(UInt8(ascii: "\n"))
      if buffer.count >= 1 << 16 || index == events - 1 {
        try output.write(contentsOf: buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
  }

  private func send(_ settings: Settings) async throws {
    guard let kafka = settings.kafka else {
      throw Failure("LEDGERLINE_KAFKA_BROKERS names no cluster to send to; --stdout writes instead")
    }
    let generator = try LoadGenerator(
      kafka, topic: topic ?? settings.topic, seed: seed, rate: rate, limit: events)
    let interrupt = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    signal(SIGINT, SIG_IGN)
    interrupt.setEventHandler { _ = try? generator.stop() }
    interrupt.resume()
    let sent = try await Task.detached { try generator.wait() }.value
    interrupt.cancel()
    print(sent.delivered)
  }
}
