import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Hands over a file's lines without their ends, in reads of 4 MiB and in bounded memory.
func forEachLine(of path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else { throw Failure("\(path): \(String(cString: strerror(errno)))") }
  defer { close(descriptor) }
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4 << 20, alignment: 64)
  defer { buffer.deallocate() }
  var kept = 0
  while true {
    let got = read(descriptor, buffer.baseAddress! + kept, buffer.count - kept)
    guard got >= 0 else { throw Failure("\(path): \(String(cString: strerror(errno)))") }
    let filled = kept + got
    var start = 0
    while let end = memchr(buffer.baseAddress! + start, 0x0A, filled - start) {
      let length = UnsafeRawPointer(end) - UnsafeRawPointer(buffer.baseAddress! + start)
      try body(UnsafeRawBufferPointer(start: buffer.baseAddress! + start, count: length))
      start += length + 1
    }
    if got == 0 {
      if start < filled { try body(UnsafeRawBufferPointer(rebasing: buffer[start..<filled])) }
      return
    }
    kept = filled - start
    guard kept < buffer.count else { throw Failure("\(path): a line of more than 4 MiB") }
    memmove(buffer.baseAddress!, buffer.baseAddress! + start, kept)
  }
}
