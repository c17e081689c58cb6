/// Account of a sender of reports: a distributor's, a platform's, as `distrokid-main`. A sender may have several with us.
package enum SenderAccount {
  /// The code of an account: a to z, digits, `-`, `_` and `.`, 64 at most. Letters in upper case are read as lower.
  ///
  /// - Returns: `nil` for what is none.
  package static func code(_ text: some StringProtocol) -> String? {
    let bytes = text.utf8.map { $0 &- 0x41 <= 25 ? $0 | 0x20 : $0 }
    let isCode = bytes.allSatisfy { $0 &- 0x61 <= 25 || $0 &- 0x30 <= 9 || [0x2D, 0x5F, 0x2E].contains($0) }
    return !bytes.isEmpty && bytes.count <= 64 && isCode ? String(decoding: bytes, as: UTF8.self) : nil
  }

  package static func refusal(_ text: String) -> String {
    "\"\(text)\" is not an account: letters a to z, digits, -, _ and ., 64 at most, as distrokid-main"
  }
}
