/// Numbers that are never changed, in memory of their exact size.
///
/// Scans read them through pointers: with arrays each access counts references and checks bounds, and a ranking takes four
/// times as long.
final class Column<Number: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // Written once, in `init`, and freed with the last reference: those who read through `base` keep one.
  let base: UnsafePointer<Number>
  let count: Int

  init(_ numbers: [Number]) {
    count = numbers.count
    let memory = UnsafeMutablePointer<Number>.allocate(capacity: max(1, count))
    numbers.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { memory.initialize(from: start, count: source.count) }
    }
    base = UnsafePointer(memory)
  }

  deinit { UnsafeMutablePointer(mutating: base).deallocate() }

  subscript(index: Int) -> Number {
    precondition(index >= 0 && index < count)
    return base[index]
  }

  subscript(range: Range<Int>) -> UnsafeBufferPointer<Number> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
  }
}
