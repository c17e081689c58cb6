import ArgumentParser
import Live

/// Choice of the totals that a server keeps in memory.
struct TotalsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Keep the totals of these labels' tracks only, by their ids: lab-one,lab-two.", valueName: "ids")
  )
  var labels: String?
  @Option(
    help: ArgumentHelp(
      "Keep the totals of one share of the artists only: 1/3 to 3/3 on three servers.", valueName: "n/of"))
  var share: String?
  @Flag(help: "Keep no totals: every figure is asked of the database.") var noTotals = false
  @Option(help: "Cells (a track's day in a market) to keep at most, about ten bytes each; with more none is kept.")
  var cells: Int64 = 40_000_000

  func validate() throws {
    guard cells >= 0 else { throw ValidationError("--cells is 0 or more") }
    guard [labels != nil, share != nil, noTotals].count(where: { $0 }) <= 1 else {
      throw ValidationError("--labels, --share and --no-totals exclude each other")
    }
    guard labels == nil || !ids.isEmpty else {
      throw ValidationError("--labels is one id or more, as in lab-one,lab-two")
    }
    guard share == nil || shareOfAll != nil else {
      throw ValidationError("--share is as in 1/3: the first of three shares of the artists")
    }
  }

  var part: LivePart {
    if noTotals { return .nothing }
    if labels != nil { return .labels(ids) }
    return shareOfAll ?? .everything
  }

  private var ids: Set<String> {
    Set((labels ?? "").split(separator: ",").map { $0.trimmingPrefix(" ") }.map(String.init))
  }

  private var shareOfAll: LivePart? {
    let numbers = (share ?? "").split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1], (1...4_096).contains(count),
      (1...count).contains(number)
    else { return nil }
    return .share(number - 1, of: count)
  }
}
