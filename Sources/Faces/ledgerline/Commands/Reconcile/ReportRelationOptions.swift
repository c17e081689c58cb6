import ArgumentParser
import Plays
import Store

/// Options that say how a report stands to others.
struct ReportRelationOptions: ParsableArguments {
  @Option(help: "The number of the report that this one corrects: it takes its place.") var supersedes: Int32?
  @Option(help: "The number of a report that it shares rows with, and counts beside; may be given several times.")
  var addsTo: [Int32] = []

  @Option(help: "The account of the sender that it is of, where its format does not say so, as distrokid-main.")
  var account: String?

  var relation: ReportStore.Relation {
    .init(supersedes: supersedes, addsTo: addsTo, account: account.flatMap { SenderAccount.code($0) })
  }

  func validate() throws {
    if let account, SenderAccount.code(account) == nil { throw ValidationError(SenderAccount.refusal(account)) }
  }
}
