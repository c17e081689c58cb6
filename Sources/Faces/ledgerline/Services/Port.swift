import ArgumentParser
import Foundation

/// Check that a port can be opened, before anything is started that would have to be stopped again.
enum Port {
  /// - Throws: a sentence for a number that is no port; 0 is any that is free.
  static func validate(_ port: Int, option: String = "--port") throws {
    guard (0...65_535).contains(port) else { throw ValidationError("\(option) is 0 to 65535, not \(port)") }
  }

  /// - Throws: a sentence where somebody else has it.
  static func requireFree(_ port: Int, host: String, option: String = "--port") throws {
    guard port != 0 else { return }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    guard inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host, &address.sin_addr) == 1 else { return }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if result != 0 {
      throw Failure(
        "port \(port) cannot be opened: \(String(cString: strerror(errno))). Choose another with \(option).")
    }
  }
}
