import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The dashboard's files, read once and served from memory.
struct DashboardFiles: Sendable {
  private struct File: Sendable {
    let type: String
    let bytes: ByteBuffer
    let tag: String
  }

  /// A file that the dashboard needs is not there.
  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  private static let types = [
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
  ]

  private var files: [String: File] = [:]

  /// - Parameters:
  ///   - folder: with index.html, docs.html, app.css, favicon.svg and the folders of js/.
  ///   - chartLibrary: Chart.js, as Debian's libjs-chart.js installs it.
  init(folder: String, chartLibrary: String) throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) where Self.types[Self.ending(name)] != nil {
      try add(name, from: "\(folder)/\(name)")
    }
    guard FileManager.default.fileExists(atPath: chartLibrary) else {
      throw Missing(
        description: "the charting library \(chartLibrary) is not installed: apt-get install libjs-chart.js")
    }
    try add("chart.js", from: chartLibrary)
  }

  /// The page of every address that is not the API's.
  func page(_ name: String, _ request: Request) -> Response {
    response(name, request) ?? Problem.notFound("page", name).response()
  }

  /// A file of those that were read, by its path under /assets/: no other is reached, whatever the path says.
  func asset(_ name: String, _ request: Request) throws -> Response {
    guard let response = response(name, request) else { throw Problem.notFound("file", name) }
    return response
  }

  private func response(_ name: String, _ request: Request) -> Response? {
    guard let file = files[name] else { return nil }
    let headers: HTTPFields = [.contentType: file.type, .eTag: file.tag, .cacheControl: "no-cache"]
    if request.headers[.ifNoneMatch] == file.tag { return Response(status: .notModified, headers: headers) }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.bytes))
  }

  private mutating func add(_ name: String, from path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Missing(description: "\(path) cannot be read")
    }
    let hash = data.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    files[name] = File(
      type: Self.types[Self.ending(name)]!, bytes: ByteBuffer(bytes: data), tag: "\"\(String(hash, radix: 36))\"")
  }

  private static func ending(_ name: String) -> String {
    name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
  }
}
