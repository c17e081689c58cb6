import ArgumentParser
import Store

/// Options that say how a report stands to others.
struct ReportRelationOptions: ParsableArguments {
  @Option(help: "The number of the report that this one corrects: it takes its place.") var supersedes: Int32?
  @Option(help: "The number of a report that it shares rows with, and counts beside; may be given several times.")
  var addsTo: [Int32] = []

  var relation: ReportStore.Relation { .init(supersedes: supersedes, addsTo: addsTo) }
}
