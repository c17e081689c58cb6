import ArgumentParser

struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile", abstract: "What platforms report and pay, against what the plays imply.",
    discussion: """
      A report is imported and compared; nothing in the books changes until it is accepted and posted:

        ledgerline reconcile import spotify-2026-10.csv
        ledgerline reconcile show 1
        ledgerline reconcile lines 1 --status under
        ledgerline reconcile accept 1 && ledgerline ledger post
      """,
    subcommands: [
      Import.self, List.self, Show.self, Lines.self, Line.self, Match.self, Relate.self, Accept.self, Reject.self,
      Withdraw.self, Export.self, Totals.self, Apart.self, Calendar.self, Expect.self,
      Inbox.self,
      Receivables.self, Unmatched.self, Assign.self, Decisions.self, Unclaimed.self, Accuracy.self,
    ])
}
