import CSV
import Contracts
import Refusals
import Testing

@Suite("Refusals of a contract")
struct ContractRefusalTests {
  @Test("Shares of 99.9999 are refused, naming the line of the shares and their sum")
  func shortShares() throws {
    let error = try refusal(contractLines(replacing: 12, by: "  percent: 66.6666"))
    #expect(error.file == "C-9.yaml")
    #expect((8...12).contains(error.line))
    #expect(error.reason.contains("sum to 99.9999"))
    #expect("\(error)".hasPrefix("C-9.yaml:\(error.line): "))
  }

  @Test(
    "Shares of more than 100 are refused, and so is the last decimal too many",
    arguments: ["66.666700000001", "66.666699999999", "100", "0"])
  func otherSums(percent: String) throws {
    #expect(try refusal(contractLines(replacing: 12, by: "  percent: \(percent)")).reason.contains("not to 100"))
  }

  @Test(
    "A line that is not what it should be is refused there, saying why",
    arguments: [
      (2, "currency: DOLLAR", "DOLLAR"), (3, "effective_from: 2026-02-30", "2026-02-30"),
      (3, "effective_from: tomorrow", "effective_from"),
      (4, "effective_to: 2025-12-31", "before effective_from"), (6, "  track: nonsense", "nonsense"),
      (6, "  album: 12345", "12345"),
      (6, "  label: ''", "label"), (6, "  song: x", "song"), (7, "fee_percent: 101", "101"),
      (7, "fee_percent: -1", "-1"),
      (7, "fee_percent: 1.0000000000001", "12 decimals"), (7, "fee_percent: 1e1", "1e1"),
      (7, "fee_percent: 15%", "15%"),
      (7, "fee_percent: [15]", "fee_percent"), (7, "fee: 15", "fee"), (9, "- payee: {}", "payee"),
      (10, "  percent: x", "x"),
      (1, "contract: C\u{301}-9", "contract \"C\u{301}-9\" is not in Unicode's normal form C"),
      (6, "  label: \u{212A}", "label \"\u{212A}\" is not"), (9, "- payee: e\u{301}", "payee \"e\u{301}\" is not"),
      (10, "  share: 50", "share"), (1, "contract: []", "contract"), (1, "Contract: C-9", "Contract"),
    ])
  func badLine(line: Int, text: String, names: String) throws {
    let error = try refusal(contractLines(replacing: line, by: text))
    #expect(error.file == "C-9.yaml")
    #expect(error.line == line)
    #expect(error.reason.contains(names))
  }

  @Test("Two scopes are refused, and none", arguments: [["  label: lab-1", "  artist: art-1"], ["  {}"]])
  func scopes(lines: [String]) throws {
    let error = try refusal(Array(wholeContract[..<5]) + lines + Array(wholeContract[6...]))
    #expect((5...7).contains(error.line))
    #expect(error.reason.contains("exactly one of label, artist, album, track"))
  }

  @Test(
    "Every key but effective_to must be there",
    arguments: ["contract", "currency", "effective_from", "covers", "fee_percent", "shares"])
  func missing(key: String) throws {
    let first = try #require(wholeContract.firstIndex { $0.hasPrefix(key + ":") })
    let end =
      wholeContract[(first + 1)...].firstIndex { !$0.hasPrefix(" ") && !$0.hasPrefix("-") } ?? wholeContract.endIndex
    let error = try refusal(Array(wholeContract[..<first]) + Array(wholeContract[end...]))
    #expect(error.reason.contains(key))
  }

  @Test("A key that stands twice is refused at one of its lines")
  func twice() throws {
    let error = try refusal(wholeContract + ["fee_percent: 20"])
    #expect([7, 13].contains(error.line))
    #expect(error.reason.contains("fee_percent"))
  }

  @Test("A share without a payee or a percent is refused", arguments: [(9, "- percent: 33.3333", 10), (10, "", 10)])
  func halfShare(line: Int, text: String, dropped: Int) throws {
    var lines = wholeContract
    lines[line - 1] = text
    if line == 9 { lines.remove(at: dropped - 1) }
    #expect((8...10).contains(try refusal(lines).line))
  }

  @Test(
    "Shares that are no list, or an empty one, are refused",
    arguments: ["shares: []", "shares: all", "shares: {payee: x}", "shares:"])
  func noShares(text: String) throws {
    let error = try refusal(Array(wholeContract[..<7]) + [text])
    #expect(error.line == 8)
  }

  @Test(
    "What is no YAML, or no mapping, is refused",
    arguments: ["", "just text", "- a\n- b", "a: [1", "a: b: c", "\tcontract: C-9", "contract: 'C-9"])
  func notAMapping(text: String) throws {
    let error = try refusal([text])
    #expect(error.file == "C-9.yaml")
    #expect(error.line >= 1)
  }

  @Test("Broken YAML is refused at the line that breaks it")
  func brokenLine() throws {
    #expect(try refusal(contractLines(replacing: 7, by: "fee_percent: [15")).line >= 7)
    #expect(try refusal(contractLines(replacing: 7, by: "fee_percent: a: b")).line == 7)
  }

  @Test(
    "Anchors are refused at their line, before they are followed",
    arguments: [
      (1, "contract: &a C-9", "&a"), (1, "contract: C-9 # see &note", "&note"),
      (6, "  label: !!str &x lab-north", "&x"),
      (9, "- &p payee: lab-north", "&p"), (9, "- {payee: lab-north,&q percent: 33.3333}", "&q"),
      (9, "-\t&p\tpayee: lab-north", "&p"),
    ])
  func anchors(line: Int, text: String, names: String) throws {
    let error = try refusal(contractLines(replacing: line, by: text))
    #expect(error.line == line && error.reason.contains("\"\(names)\" is an anchor"), "\(error)")
  }

  @Test("A bomb of aliases as keys is refused at once")
  func bomb() throws {
    let levels = (1...40).map { "a\($0): &a\($0) {? [*a\($0 - 1), *a\($0 - 1)] : 1}" }
    #expect(try refusal(["a0: &a0 1"] + levels).line == 1)
    #expect(try refusal(wholeContract + ["? *a : 1"]).reason.contains("undefined alias"))
    // Brackets in brackets come to an end, too.
    #expect(try refusal([String(repeating: "[", count: 200_000)]).reason.contains("nesting"))
    #expect(try refusal([String(repeating: "? ", count: 100_000)]).reason.contains("not YAML"))
  }

  @Test("A contract has a length at most")
  func long() throws {
    let error = try refusal(wholeContract + ["#" + String(repeating: "x", count: 256 << 10)])
    #expect(error.reason.contains("at most 262144 bytes"))
  }

  @Test("A second document in the file is refused: one file is one contract")
  func twoDocuments() throws {
    _ = try refusal(wholeContract + ["---"] + wholeContract)
  }
}
