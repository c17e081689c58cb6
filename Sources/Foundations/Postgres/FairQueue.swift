/// A queue taken in turns: one of each key, then one of each again. However much one key has waiting, another's
/// waits for one of it at most.
package struct FairQueue<Key: Hashable, Element> {
  private var lines: [Key: [Element]] = [:]
  /// The keys that have something waiting, in the order of their turns.
  private var turns: [Key] = []

  package init() {}

  /// Number of those that wait.
  package private(set) var count = 0
  package var isEmpty: Bool { count == 0 }

  /// Number of those of one key that wait.
  package func count(of key: Key) -> Int { lines[key]?.count ?? 0 }

  /// Puts an element behind the others of its key. A key that had nothing waiting is the last to have its turn.
  package mutating func append(_ element: Element, of key: Key) {
    if lines[key] == nil { turns.append(key) }
    lines[key, default: []].append(element)
    count += 1
  }

  /// Takes the first element of the key whose turn it is.
  ///
  /// - Parameter admitting: whether a key may have its turn now. One that may not keeps its place.
  /// - Returns: `nil` where nothing waits that may have its turn.
  package mutating func next(admitting: (Key) -> Bool = { _ in true }) -> (key: Key, element: Element)? {
    guard let place = turns.firstIndex(where: admitting) else { return nil }
    let key = turns.remove(at: place)
    let element = lines[key]!.removeFirst()
    count -= 1
    if lines[key]!.isEmpty { lines[key] = nil } else { turns.append(key) }
    return (key, element)
  }

  /// Takes an element out of its line.
  ///
  /// - Returns: `nil` where the key has none such.
  package mutating func remove(of key: Key, where matches: (Element) -> Bool) -> Element? {
    guard let place = lines[key]?.firstIndex(where: matches) else { return nil }
    let element = lines[key]!.remove(at: place)
    count -= 1
    if lines[key]!.isEmpty {
      lines[key] = nil
      turns.removeAll { $0 == key }
    }
    return element
  }

  /// Takes everything out.
  package mutating func removeAll() -> [Element] {
    defer { self = FairQueue() }
    return turns.flatMap { lines[$0] ?? [] }
  }
}
