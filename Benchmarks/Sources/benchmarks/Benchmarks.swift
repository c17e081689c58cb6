import Foundation

/// What the scripts beside this package measure of the pure targets: no database, no network.
@main
struct Benchmarks {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      switch (arguments.first, arguments.count) {
      case ("decode", 2): try decode(arguments[1])
      case ("aggregate", 4): try aggregate(arguments[1], rates: arguments[2], catalog: arguments[3])
      default: throw Failure("usage: benchmarks decode FILE | benchmarks aggregate FILE RATES CATALOG")
      }
    } catch {
      FileHandle.standardError.write(Data("benchmarks: \(error)\n".utf8))
      exit(1)
    }
  }
}

struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
