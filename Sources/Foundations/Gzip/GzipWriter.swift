/// Packs a stream by gzip piece by piece, in bounded memory.
package final class GzipWriter {
  private let deflater = Deflater(.gzip, isFast: true)
  private let sink: ([UInt8]) throws -> Void

  /// - Parameter sink: takes the packed bytes, in order.
  package init(to sink: @escaping ([UInt8]) throws -> Void) {
    self.sink = sink
  }

  package func write(_ bytes: [UInt8]) throws { try deflater.write(bytes, pass) }

  /// Writes what stands at the end. Nothing can be written afterwards.
  package func finish() throws { try deflater.finish(pass) }

  private func pass(_ bytes: [UInt8]) throws { if !bytes.isEmpty { try sink(bytes) } }
}
