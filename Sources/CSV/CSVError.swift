/// A line of a table that cannot be read, with where and why.
public struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file's name as the person gave it.
  public let file: String
  /// The first line of the record, from 1.
  public let line: Int
  /// What is wrong and what to do.
  public let reason: String

  public init(file: String, line: Int, reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  public var description: String { "\(file):\(line): \(reason)" }
}
