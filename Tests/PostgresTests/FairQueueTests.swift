import Postgres
import Seeded
import Testing

@Suite("A fair queue")
struct FairQueueTests {
  @Test("Keys take turns, however much one has waiting")
  func turns() {
    var queue = FairQueue<String, Int>()
    for number in 1...4 { queue.append(number, of: "busy") }
    queue.append(10, of: "honest")
    queue.append(11, of: "honest")
    var taken: [Int] = []
    while let (_, element) = queue.next() { taken.append(element) }
    #expect(taken == [1, 10, 2, 11, 3, 4])
    #expect(queue.isEmpty)
  }

  @Test("A key that may not have its turn keeps its place")
  func notNow() {
    var queue = FairQueue<String, Int>()
    queue.append(1, of: "first")
    queue.append(2, of: "second")
    queue.append(3, of: "third")
    #expect(queue.next { $0 != "first" }?.element == 2)
    #expect(queue.next { _ in false } == nil)
    #expect(queue.next()?.element == 1)
    #expect(queue.count == 1)
  }

  @Test("What is taken out is gone, and the others keep their order")
  func removing() {
    var queue = FairQueue<String, Int>()
    for number in [1, 2, 3] { queue.append(number, of: "one") }
    queue.append(9, of: "other")
    #expect(queue.remove(of: "one") { $0 == 2 } == 2)
    #expect(queue.remove(of: "one") { $0 == 2 } == nil)
    #expect(queue.remove(of: "other") { $0 == 9 } == 9)
    #expect(queue.count(of: "other") == 0)
    #expect(queue.removeAll() == [1, 3])
    #expect(queue.next() == nil)
  }

  @Test("Any sequence: nothing is lost or doubled, lines keep their order, and no key waits for two of another")
  func any() {
    var random = Seeded.printed("a fair queue")
    var queue = FairQueue<Int, Int>()
    var lines: [Int: [Int]] = [:]
    // How often each key was served since the others began to wait.
    var served: [Int: [Int: Int]] = [:]
    for number in 0..<5_000 {
      let key = Int.random(in: 0..<5, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5:
        if lines[key, default: []].isEmpty { served[key] = [:] }
        queue.append(number, of: key)
        lines[key, default: []].append(number)
      case 5:
        let wanted = lines[key]?.randomElement(using: &random) ?? -1
        let removed = queue.remove(of: key) { $0 == wanted }
        #expect(removed == lines[key]?.first { $0 == wanted })
        lines[key]?.removeAll { $0 == wanted }
      default:
        guard let (taken, element) = queue.next() else {
          #expect(!lines.values.contains { !$0.isEmpty })
          break
        }
        #expect(lines[taken]?.first == element)
        lines[taken]?.removeFirst()
        served[taken] = [:]
        for (other, line) in lines where other != taken && !line.isEmpty {
          served[other, default: [:]][taken, default: 0] += 1
          #expect(served[other]![taken]! <= 1, "\(other) waited for two of \(taken)")
        }
      }
      #expect(queue.count == lines.values.reduce(0) { $0 + $1.count })
    }
  }
}
