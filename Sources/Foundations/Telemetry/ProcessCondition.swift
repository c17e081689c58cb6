import CoreMetrics
import Foundation

/// Measures of this process, as the system gives them.
package struct ProcessCondition: Sendable, Hashable {
  /// Bytes.
  package let residentMemory: Int64
  package let openDescriptors: Int64
  /// The soft limit; `nil` is without one.
  package let descriptorLimit: Int64?
  /// Used, of all processors together.
  package let processorSeconds: Double
  /// Seconds since 1970.
  package let startedAt: Double

  package init(
    residentMemory: Int64, openDescriptors: Int64, descriptorLimit: Int64?, processorSeconds: Double, startedAt: Double
  ) {
    (self.residentMemory, self.openDescriptors, self.descriptorLimit) = (
      residentMemory, openDescriptors, descriptorLimit
    )
    (self.processorSeconds, self.startedAt) = (processorSeconds, startedAt)
  }

  static let startedAt = Date().timeIntervalSince1970

  /// Reads it now.
  package static func read() -> ProcessCondition {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    var limit = rlimit()
    let isLimited = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 && limit.rlim_cur != .max
    return ProcessCondition(
      residentMemory: residentPages * Int64(sysconf(Int32(_SC_PAGESIZE))),
      openDescriptors: Int64((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0),
      descriptorLimit: isLimited ? Int64(clamping: limit.rlim_cur) : nil,
      processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime), startedAt: startedAt)
  }

  private static var residentPages: Int64 {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return fields.count > 1 ? Int64(fields[1]) ?? 0 : 0
  }

  func record() {
    MetricFamily.residentMemory.gauge().set(residentMemory)
    MetricFamily.openDescriptors.gauge().set(openDescriptors)
    if let descriptorLimit { MetricFamily.descriptorLimit.gauge().set(descriptorLimit) }
    MetricFamily.processorSeconds.total().set(processorSeconds)
    MetricFamily.processStart.gauge().set(startedAt)
  }
}
