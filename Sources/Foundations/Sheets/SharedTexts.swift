/// Texts that cells share, in memory: their bytes, and where each ends.
final class SharedTexts: XMLHandler {
  private let limits: SheetLimits
  private var bytes: [UInt8] = []
  private var ends: [UInt32] = []
  private var isText = false

  init(limits: SheetLimits) {
    self.limits = limits
  }

  var count: Int { ends.count }

  /// Bytes in memory.
  var kept: Int { bytes.count + 4 * ends.count }

  /// The text of a number, which must be one of them.
  subscript(index: Int) -> String {
    let start = index == 0 ? 0 : Int(ends[index - 1])
    return String(decoding: bytes[start..<Int(ends[index])], as: UTF8.self)
  }

  private var lastEnd: Int { ends.last.map(Int.init) ?? 0 }

  func start(_ element: XMLElement, _ attributes: XMLAttributes, in path: [XMLElement]) throws {
    guard !path.isEmpty || element == .sharedTexts else {
      throw SheetFault("its list of texts is not one; \(SheetFault.savedAgain)")
    }
    // A text, or a piece of one that has a look of its own; and not how it is pronounced (`rPh`).
    isText =
      element == .text
      && (path == [.sharedTexts, .sharedText] || path == [.sharedTexts, .sharedText, .run])
  }

  func text(_ piece: UnsafeBufferPointer<UInt8>) throws {
    guard isText else { return }
    bytes += piece
    guard bytes.count - lastEnd <= limits.textBytes else {
      throw SheetFault(
        "text \(ends.count + 1) of those that its cells share has more than \(limits.textBytes) bytes; shorten it")
    }
    guard bytes.count <= min(limits.sharedBytes, Int(UInt32.max)) else {
      throw SheetFault("its cells have more than \(limits.sharedBytes) bytes of different texts; divide the file")
    }
  }

  func end(_ element: XMLElement, in path: [XMLElement]) throws {
    isText = false
    guard element == .sharedText, path == [.sharedTexts] else { return }
    guard ends.count < limits.sharedTexts else {
      throw SheetFault("its cells have more than \(limits.sharedTexts) different texts; divide the file")
    }
    EscapedText.undo(&bytes, from: lastEnd)
    ends.append(UInt32(bytes.count))
  }
}
