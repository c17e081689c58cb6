/// One field of a line, without spaces around it. Valid while the line is.
struct Cell {
  let bytes: UnsafeRawBufferPointer
  /// Its place in the line, from 0.
  let place: Int

  var isEmpty: Bool { bytes.isEmpty }
  var text: String { String(decoding: bytes, as: UTF8.self) }
  /// For messages.
  var quoted: String { SafeText.quoted(bytes) }

  func error(_ reason: String) -> CellError { CellError(place: place, reason: reason) }
}
