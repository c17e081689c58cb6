import Crypto
import Foundation
import Store
import Texts

/// Identity of a file by its text: its digest, its beginning, and a sample of its lines.
struct FileIdentity {
  /// Bytes by which another file is found to begin alike: a couple of dozen events.
  static let headBytes: Int64 = 4 << 10

  /// SHA-256 of the whole text.
  let digest: [UInt8]
  /// Bytes of text.
  let size: Int64
  /// SHA-256 of the first 4 KiB; `nil` where there are fewer.
  let head: [UInt8]?
  /// The largest counted file with which this one begins, if it goes on behind it.
  let extended: (record: FileStore.Record, goesOnAt: Int64)?
  /// Sample of all lines.
  let lines: LineSketch
  /// Sample of the lines behind the file that it extends; of all where it extends none.
  let linesBehind: LineSketch

  /// Name of the file as the source of what is quarantined.
  var source: String { FileStore.source(of: digest) }

  /// Reads the whole file once.
  ///
  /// - Throws: `ImportError` where it cannot be read to its end.
  init(_ file: TextFile, counted: [FileStore.Record], progress: (Int64) -> Void) throws {
    var reader = Reader(marks: counted)
    try file.read { chunk, done in
      reader.read(chunk)
      progress(done)
    }
    digest = Array(reader.hash.finalize())
    size = reader.size
    head = reader.head
    let digest = self.digest
    extended = reader.found.flatMap { $0.record.digest == digest ? nil : ($0.record, $0.goesOnAt) }
    reader.finish()
    lines = reader.all.sketch
    linesBehind = extended == nil ? lines : reader.behind.sketch
  }

  private struct Reader {
    var hash = SHA256()
    var size: Int64 = 0
    var head: [UInt8]?
    var found: (record: FileStore.Record, goesOnAt: Int64)?
    let all = LineSketcher()
    /// Takes the lines behind the counted file that was found last.
    private(set) var behind = LineSketcher()
    private var splitter = LineSplitter(position: 0)
    private var marks: ArraySlice<FileStore.Record>
    private var lineStart: Int64 = 0
    /// Behind a counted file, until its last line has ended here.
    private var isBehindMark = false

    init(marks: [FileStore.Record]) {
      self.marks = marks[...]
    }

    mutating func read(_ chunk: UnsafeRawBufferPointer) {
      var rest = chunk[...]
      while true {
        let next = [marks.first?.size, head == nil ? headBytes : nil].compactMap(\.self).min() ?? .max
        guard next - size <= Int64(rest.count) else { break }
        let part = rest.prefix(Int(max(next - size, 0)))
        take(part)
        rest = rest.dropFirst(part.count)
        if size == headBytes, head == nil { head = Array(hash.finalize()) }
        if let mark = marks.first, mark.size == size {
          marks.removeFirst()
          if Array(hash.finalize()) == mark.digest {
            found = (mark, size)
            behind = LineSketcher()
            isBehindMark = lineStart < size
          }
        }
      }
      take(rest)
    }

    /// The last line, where the text does not end in a line's end.
    mutating func finish() {
      let take = sketching
      splitter.finish(take)
    }

    /// Takes lines into the samples, by what is known of their place now.
    private var sketching: (LineSplitter.Line) -> Void {
      let all = all
      guard let found else { return { all.add($0.bytes) } }
      let (behind, goesOnAt) = (behind, found.goesOnAt)
      return { line in
        let hash = LineSketcher.hash(line.bytes)
        all.add(hash)
        if line.start >= goesOnAt { behind.add(hash) }
      }
    }

    private mutating func take(_ bytes: Slice<UnsafeRawBufferPointer>) {
      guard !bytes.isEmpty else { return }
      if isBehindMark {
        // Where the counted file ended within a line, that line stands in quarantine and is read again whole; where
        // only white space was missing, it was counted.
        for byte in bytes {
          if byte == 0x0A { isBehindMark = false }
          if byte == 0x0A || byte == 0x20 || byte == 0x09 || byte == 0x0D {
            if isBehindMark { continue } else { break }
          }
          found?.goesOnAt = lineStart
          isBehindMark = false
          break
        }
      }
      let bytesOfPart = UnsafeRawBufferPointer(rebasing: bytes)
      hash.update(bufferPointer: bytesOfPart)
      let take = sketching
      splitter.split(bytesOfPart, take)
      if let newline = bytes.lastIndex(of: 0x0A) {
        lineStart = size + Int64(newline - bytes.startIndex) + 1
      }
      size += Int64(bytes.count)
    }
  }
}
