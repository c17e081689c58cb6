/// A table of bounded size that forgets what was not looked at for longest.
///
/// It keeps two halves: what was used lately, and what was used before that. When the first is full it becomes the
/// second, and what was in the second and not looked at since is gone. So every operation is of constant time.
package struct RecentTable<Key: Hashable, Value> {
  private let half: Int
  private var recent: [Key: Value] = [:]
  private var before: [Key: Value] = [:]

  /// - Parameter capacity: entries at most; half of them, the latest, are never forgotten.
  package init(capacity: Int) {
    half = max(1, capacity / 2)
  }

  package var count: Int { recent.count + before.count }

  package subscript(_ key: Key) -> Value? {
    mutating get {
      if let value = recent[key] { return value }
      guard let value = before.removeValue(forKey: key) else { return nil }
      insert(value, key)
      return value
    }
    set {
      before[key] = nil
      if let newValue { insert(newValue, key) } else { recent[key] = nil }
    }
  }

  private mutating func insert(_ value: Value, _ key: Key) {
    if recent.count >= half, recent[key] == nil {
      before = recent
      recent = [:]
    }
    recent[key] = value
  }
}
