import Contracts
import Money
import Plays
import Refusals
import Testing

@Suite("A contract's file")
struct ContractFileTests {
  @Test("A whole contract is read")
  func whole() throws {
    let contract = try contract(wholeContract)
    #expect(contract.id == "C-9")
    #expect(contract.effectiveTo == Day("2026-12-31"))
    #expect(contract.covers == .label("lab-north"))
    #expect(contract.feePercent == (try Amount("15")))
    #expect(contract.shares.map(\.percent.pico).reduce(0, +) == 100 * Amount.scale)
  }

  @Test(
    "Numbers are read as they are written, quoted or not: no floating point on the way",
    arguments: ["12.123456789012", "'12.123456789012'", "\"12.123456789012\""])
  func exactNumbers(text: String) throws {
    #expect(try contract(contractLines(replacing: 7, by: "fee_percent: \(text)")).feePercent.pico == 12_123_456_789_012)
  }

  @Test("The last day may be left out, and may be the first")
  func lastDay() throws {
    var lines = wholeContract
    lines.remove(at: 3)
    #expect(try contract(lines).effectiveTo == nil)
    for none in ["effective_to: null", "effective_to: ~", "effective_to:"] {
      #expect(try contract(contractLines(replacing: 4, by: none)).effectiveTo == nil)
    }
    #expect(try contract(contractLines(replacing: 4, by: "effective_to: 2026-01-01")).effectiveTo == Day("2026-01-01"))
  }

  @Test(
    "A contract covers one label, artist, album or track",
    arguments: [
      ("label: lab-1", Contract.Scope.label("lab-1")), ("artist: art-1", .artist("art-1")),
      ("artist: AC/DC", .artist("AC/DC")), ("artist: R&B", .artist("R&B")), ("artist: A & B", .artist("A & B")),
      ("album: '011000000075'", .album(GTIN("011000000075")!)), ("album: 011000000075", .album(GTIN("011000000075")!)),
      ("track: qz-ll2-26-00002", .track(ISRC("QZLL22600002")!)),
    ])
  func scopes(line: String, scope: Contract.Scope) throws {
    #expect(try contract(contractLines(replacing: 6, by: "  " + line)).covers == scope)
  }

  @Test("A scope is stored under its key and normal id")
  func parts() {
    #expect(Contract.Scope.track(ISRC("qz-ll2-26-00002")!).parts == ("track", "QZLL22600002"))
    #expect(Contract.Scope.album(GTIN("011000000075")!).parts == ("album", "00011000000075"))
    #expect(Contract.Scope.artist("art-1").parts == ("artist", "art-1"))
    #expect(Contract.Scope.label("lab-1").parts == ("label", "lab-1"))
  }

  @Test("Keys may stand in any order, with comments, and as JSON")
  func layouts() throws {
    let reordered = [4, 5, 7, 8, 9, 10, 11, 6, 3, 2, 1, 0].map { wholeContract[$0] }
    #expect(try contract(["# a comment", ""] + reordered) == contract(wholeContract))
    #expect(try contract(["\u{FEFF}" + wholeContract[0]] + wholeContract[1...]) == contract(wholeContract))
    let json =
      #"{"contract":"C-9","currency":"USD","effective_from":"2026-01-01","effective_to":"2026-12-31","covers":{"label":"lab-north"},"fee_percent":15,"shares":[{"payee":"lab-north","percent":33.3333},{"payee":"@artist","percent":66.6667}]}"#
    #expect(try contract([json]) == contract(wholeContract))
  }

  @Test("Money beside plays bears the fee unless a contract says that it does not")
  func feeOnAdjustments() throws {
    #expect(try contract(wholeContract).feeOnAdjustments)
    for (text, bears) in [("true", true), ("false", false), ("'false'", false), ("null", true)] {
      #expect(try contract(wholeContract + ["fee_on_adjustments: \(text)"]).feeOnAdjustments == bears, "\(text)")
    }
    #expect(try contract(wholeContract + ["fee_on_adjustments: false"]) != contract(wholeContract))
    for text in ["no", "False", "0", "[false]", "''"] {
      let error = try refusal(wholeContract + ["fee_on_adjustments: \(text)"])
      #expect(error.line == 13 && error.reason.contains("fee_on_adjustments"), "\(text)")
    }
  }

  @Test("A payee may have more than one share; merging them is not the file's business")
  func samePayee() throws {
    let shares = try contract(contractLines(replacing: 11, by: "- payee: lab-north")).shares
    #expect(shares.map(\.payee) == ["lab-north", "lab-north"])
  }
}
