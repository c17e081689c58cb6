#if canImport(Glibc)
  import Glibc
#endif

/// A file whose bytes are read by their place. It owns the descriptor.
final class ZipBytes {
  private let descriptor: Int32
  /// Bytes of the file as it was opened.
  let size: Int64

  init(path: String) throws(ZipError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ZipError(.unreadable, String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      close(descriptor)
      throw ZipError(.unreadable, reason)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw ZipError(.unreadable, "it is not a file")
    }
    size = Int64(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills the buffer with the bytes from a place on.
  ///
  /// - Throws: `ZipError` where the file has less.
  func fill(_ buffer: UnsafeMutableRawBufferPointer, at place: Int64) throws(ZipError) {
    var done = 0
    while done < buffer.count {
      let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(place) + off_t(done))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw ZipError(.unreadable, String(cString: strerror(errno))) }
      guard count > 0 else { throw ZipError(.damaged, "it ends too early: the file was cut") }
      done += count
    }
  }

  /// The bytes of a stretch, which must lie inside the file.
  func bytes(_ count: Int, at place: Int64) throws(ZipError) -> [UInt8] {
    guard place >= 0, place <= size, Int64(count) <= size - place else {
      throw ZipError(.damaged, "it ends too early: the file was cut")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    var failure: ZipError?
    bytes.withUnsafeMutableBytes { buffer in
      do throws(ZipError) { try fill(buffer, at: place) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}

extension [UInt8] {
  /// The number that stands in so many bytes, the lowest first. The bytes must be there.
  func number(_ count: Int, at place: Int) -> UInt64 {
    self[place..<(place + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
