/// A line of a file that cannot be used, with where and why. Nothing of the file was taken.
package struct InputError: Refusal, Hashable {
  /// The file's name as the person gave it.
  package let file: String
  /// The first line of the record, from 1.
  package let line: Int
  /// The fault, and what to do about it.
  package let reason: String

  package init(file: String, line: Int, reason: String) {
    self.file = file
    self.line = line
    // Whatever the file holds, a message must not move the cursor of who reads it.
    self.reason = reason.unicodeScalars.map { $0.value < 0x20 ? "\\u{\(String($0.value, radix: 16))}" : "\($0)" }
      .joined()
  }

  package var refusal: RefusalKind { .content }
  package var description: String { "\(file):\(line): \(reason)" }
}
