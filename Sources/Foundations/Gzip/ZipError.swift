/// A ZIP file that cannot be read, and why. A retry helps where the system would not read it, and nowhere else.
package struct ZipError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Open: more may come.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    /// It is no ZIP file.
    package static let foreign = Code(rawValue: "foreign")
    /// It is a compound file of OLE: an old document, or a new one in which a password wraps it.
    package static let compoundFile = Code(rawValue: "compoundFile")
    /// Its parts contradict each other, or it was cut.
    package static let damaged = Code(rawValue: "damaged")
    /// It asks for something that is not read: a password, another packing, several disks.
    package static let unsupported = Code(rawValue: "unsupported")
    /// There is more of something than there may be.
    package static let tooLarge = Code(rawValue: "tooLarge")
    /// The system would not read it.
    package static let unreadable = Code(rawValue: "unreadable")
  }

  package let code: Code
  /// The fault, without the name of the ZIP file.
  package let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
