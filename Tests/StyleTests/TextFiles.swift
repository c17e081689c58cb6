import Foundation
import Testing

/// Swift files of a folder of the checkout, line by line.
struct TextFiles {
  struct Line: CustomStringConvertible {
    /// From the checkout's root: `Sources/Domain/Plays/Day.swift`.
    let file: String
    let number: Int
    let text: Substring

    var description: String { "\(file):\(number): \(text)" }
    var isComment: Bool { text.drop { $0 == " " }.hasPrefix("//") }
    /// The module of a line `import Module`.
    var imported: Substring? { text.hasPrefix("import ") ? text.split(separator: " ")[1] : nil }
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    .standardized.path
  static let sources = TextFiles("Sources")
  static let tests = TextFiles("Tests")

  let files: [String: [Line]]

  private init(_ folder: String) {
    let names = FileManager.default.enumerator(atPath: "\(Self.root)/\(folder)")?.compactMap { $0 as? String } ?? []
    files = Dictionary(
      uniqueKeysWithValues: names.filter { $0.hasSuffix(".swift") }.map { name in
        let file = "\(folder)/\(name)"
        let text = (try? String(contentsOfFile: "\(Self.root)/\(file)", encoding: .utf8)) ?? ""
        return (
          file,
          text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { Line(file: file, number: $0 + 1, text: $1) }
        )
      })
  }

  /// Lines that match, in order.
  ///
  /// - Parameters:
  ///   - folders: beginnings of the files' names; all files where there are none.
  ///   - allowed: beginnings of the names of files that may have such lines.
  func matching(_ pattern: some RegexComponent, in folders: [String] = [], but allowed: [String] = []) -> [Line] {
    lines(in: folders, but: allowed).filter { $0.text.contains(pattern) }
  }

  func lines(in folders: [String] = [], but allowed: [String] = []) -> [Line] {
    let chosen = files.filter { file, _ in
      (folders.isEmpty || folders.contains { file.hasPrefix($0) }) && !allowed.contains { file.hasPrefix($0) }
    }
    #expect(!chosen.isEmpty, "the files are found")
    return chosen.sorted { $0.key < $1.key }.flatMap(\.value)
  }
}
