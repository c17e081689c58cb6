import Foundation
import Gzip
import Refusals

#if canImport(Glibc)
  import Glibc
#endif

/// A file of text, plain or gzip, read in chunks.
package struct TextFile {
  /// Bytes read at a time: little enough to be in the processor's cache while they are worked on.
  private static let chunk = 1 << 17

  package let path: String
  /// Its name in what is said of it.
  private let name: String
  package let isCompressed: Bool
  /// Bytes on disk.
  package let size: Int64
  private let bounds: ImportBounds

  /// - Parameters:
  ///   - name: its name in what is said of it; the path unless told.
  ///   - bounds: limits of its text.
  /// - Throws: `ImportError` where it cannot be opened or is not a file.
  package init(path: String, called name: String? = nil, bounds: ImportBounds) throws {
    self.path = path
    self.name = name ?? path
    self.bounds = bounds
    var status = stat()
    guard stat(path, &status) == 0 else { throw ImportError("\(self.name): \(String(cString: strerror(errno)))") }
    guard status.st_mode & S_IFMT == S_IFREG else { throw ImportError("\(self.name) is not a file") }
    size = Int64(status.st_size)
    let descriptor = try Self.open(path, called: self.name)
    defer { close(descriptor) }
    var start: [UInt8] = [0, 0]
    isCompressed = Glibc.read(descriptor, &start, 2) == 2 && GzipReader.isGzip(start)
  }

  /// Hands over the plain text from its start, chunk by chunk.
  ///
  /// - Parameter body: gets the chunk, and how many bytes of the file are read.
  /// - Throws: `ImportError` where the file cannot be read, is damaged or has more text than it may; what the body throws.
  package func read(_ body: (UnsafeRawBufferPointer, Int64) throws -> Void) throws {
    let descriptor = try Self.open(path, called: self.name)
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
    defer { buffer.deallocate() }
    let inflater = isCompressed ? GzipReader(bounds: .init(bytes: bounds.bytes, ratio: bounds.ratio)) : nil
    guard isCompressed || size <= bounds.bytes else {
      throw ImportError(
        "\(name): it has more than \(bounds.bytes) bytes. Nothing of it was taken; \(ImportBounds.raised)")
    }
    var done: Int64 = 0
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      guard count >= 0 else { throw ImportError("\(name): \(String(cString: strerror(errno)))") }
      if count == 0 { break }
      done += Int64(count)
      let chunk = UnsafeRawBufferPointer(rebasing: buffer[0..<count])
      do {
        if let inflater { try inflater.write(chunk) { try body($0, done) } } else { try body(chunk, done) }
      } catch let error as GzipReader.TooLarge {
        throw ImportError("\(name): \(error.description). Nothing of it was taken; \(ImportBounds.raised)")
      } catch let error as GzipReader.Damaged {
        throw ImportError("\(name): \(error.description). Nothing of it was taken.")
      }
    }
    do { try inflater?.finish() } catch { throw ImportError("\(name): \(error). Nothing of it was taken.") }
  }

  private static func open(_ path: String, called name: String) throws -> Int32 {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ImportError("\(name): \(String(cString: strerror(errno)))") }
    return descriptor
  }
}
