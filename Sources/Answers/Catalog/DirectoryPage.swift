import Foundation
import Refusals
import Schemas
import Store

/// A page of a list of artists or labels, in the order of their names.
package struct DirectoryPage: Sendable {
  /// One of them.
  package struct Entry: Codable, Sendable {
    package let id, name: String
    package let tracks: Int64
  }

  typealias Find =
    @Sendable (DirectoryStore, _ text: String, _ after: (name: String, id: String)?, _ limit: Int) throws
    -> [DirectoryStore.Entry]

  let text: String
  let cursor: String?
  let limit: Int

  /// - Parameters:
  ///   - text: a part of the name; all without it.
  ///   - cursor: the `next` of the answer before.
  package init(matching text: String?, cursor: String? = nil, limit: Int) {
    self.text = text ?? ""
    self.cursor = cursor
    self.limit = limit
  }

  func entries(_ asking: some Asking, _ find: @escaping Find) async throws -> (entries: [Entry], next: Nullable<String>)
  {
    let start = try cursor.map(Self.decode)
    // One more than asked for tells whether there is a next page.
    let found = try await asking.directory { try find($0, text, start, limit + 1) }
    let page = found.prefix(limit)
    let next = found.count > limit ? page.last.map { Self.encode(name: $0.name, id: $0.id) } : nil
    return (page.map { Entry(id: $0.id, name: $0.name, tracks: $0.tracks) }, Nullable(next))
  }

  private static func encode(name: String, id: String) -> String {
    (try? JSONEncoder().encode([name, id]).base64EncodedString()) ?? ""
  }

  private static func decode(_ cursor: String) throws(Refused) -> (name: String, id: String) {
    guard let data = Data(base64Encoded: cursor), let parts = try? JSONDecoder().decode([String].self, from: data),
      parts.count == 2, parts.allSatisfy({ !$0.utf8.contains(0) })
    else { throw .unusable("cursor", "cursor is what an earlier answer gave as next, unchanged.") }
    return (parts[0], parts[1])
  }
}

/// Artists by name.
package struct Artists: Question {
  package struct Answer: Codable, Sendable {
    package let artists: [DirectoryPage.Entry]
    package let next: Nullable<String>
  }

  let page: DirectoryPage

  package init(_ page: DirectoryPage) {
    self.page = page
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let page = try await page.entries(asking) { try $0.artists(matching: $1, after: $2, limit: $3) }
    return Answer(artists: page.entries, next: page.next)
  }
}

/// Labels by name.
package struct Labels: Question {
  package struct Answer: Codable, Sendable {
    package let labels: [DirectoryPage.Entry]
    package let next: Nullable<String>
  }

  let page: DirectoryPage

  package init(_ page: DirectoryPage) {
    self.page = page
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let page = try await page.entries(asking) { try $0.labels(matching: $1, after: $2, limit: $3) }
    return Answer(labels: page.entries, next: page.next)
  }
}
