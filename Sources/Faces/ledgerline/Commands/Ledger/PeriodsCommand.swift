import ArgumentParser
import Ledger
import Money
import Plays
import Posting
import Statements
import Store

extension LedgerCommand {
  struct Periods: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Accounting periods, and which are closed.")
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      struct Item: Encodable {
        let period, status: String
        let closed_by, reason: String?
        let blockers: [String]
        let transactions: Int64
        let reopenings: [Reopening]
      }
      struct Reopening: Encodable {
        let reopened_by, reason: String
        let closed_by: String?
      }
      let periods: [Item]
    }

    func run() async throws {
      let format = format
      try await Database.with(Settings.load()) { database in
        let periods = try PeriodStore(database.connect()).all()
        try Report(
          columns: ["period", "status", "transactions", "closed by", "closed in spite of", "because", "opened again"],
          rows: periods.map {
            [
              "\($0.period)", $0.status.rawValue, "\($0.transactions)", $0.closedBy?.name ?? "",
              $0.blockers.joined(separator: "; "), $0.reason ?? "",
              $0.reopenings.map { "by \($0.reopenedBy.name): \($0.reason)" }.joined(separator: "; "),
            ]
          },
          numeric: [2],
          json: Body(
            periods: periods.map {
              Body.Item(
                period: "\($0.period)", status: $0.status.rawValue, closed_by: $0.closedBy?.id, reason: $0.reason,
                blockers: $0.blockers, transactions: $0.transactions,
                reopenings: $0.reopenings.map {
                  Body.Reopening(reopened_by: $0.reopenedBy.id, reason: $0.reason, closed_by: $0.closedBy?.id)
                })
            })
        ).print(format)
      }
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close an accounting period: settle every payee, and let no more entries in.",
      discussion: """
        Periods close in their order, each once it is over. What stands against closing is listed; with --reason the
        period is closed all the same, and both are recorded.
        """)

    @Argument(help: "The period, as 2026-10.") var period: Period
    @Option(help: "Why what stands against it does not matter.") var reason: String?
    @Option(help: "Plays without a rate that it may have.") var allowUnrated: Int64 = 0
    @Option(help: "Plays of unknown tracks that it may have.") var allowUnmatched: Int64 = 0

    @OptionGroup var person: Person

    func run() async throws {
      let (period, reason) = (period, reason)
      let thresholds = PeriodClose.Thresholds(unratedPlays: allowUnrated, unmatchedPlays: allowUnmatched)
      try await Database.with(
        Settings.load(),
        Undertaking(
          .close, to: "\(period)", as: person,
          content: ["allow_unrated": Int(allowUnrated), "allow_unmatched": Int(allowUnmatched)]
            .merging(reason.map { ["reason": $0] } ?? [:]) { $1 })
      ) { database in
        let settled = try PeriodClose(database.connect(), today: .today)
          .close(period, thresholds: thresholds, reason: reason)
        Terminal.note("\(period) is closed; \(settled) balances of payees were settled")
      }
    }
  }

  struct Reopen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open the latest closed period again: for a close that was an accident.",
      discussion: """
        It takes another than who closed it, while no statement of the period was issued and no payment is dated after
        it. Its settlements are reversed, on record; closing settles anew.
        """)

    @Argument(help: "The period, as 2026-10.") var period: Period
    @Option(help: "Why.") var reason: String

    @OptionGroup var person: Person

    func run() async throws {
      let (period, reason) = (period, reason)
      try await Database.with(
        Settings.load(), Undertaking(.reopen, to: "\(period)", as: person, content: ["reason": reason])
      ) { database in
        let reversed = try PeriodReopening(database.connect()).reopen(period, reason: reason)
        Terminal.note("\(period) is open again; \(reversed) settlements were reversed")
      }
    }
  }

  struct PayeeBalance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "balance", abstract: "What a payee has now: from gross to what is payable.",
      discussion: "To the last unit what a posting and a statement at this moment would give.")

    @Argument(help: "The payee's id.") var payee: String
    @Option(help: "The accounting period; this month's unless told.") var period: Period?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      let (payee, period, format) = (payee, period ?? Day.today.period, format)
      try await Database.with(Settings.load()) { database in
        let db = try database.connect()
        let payee = try PartyStore(db).party(payee)
        guard try PartyStore(db).isPayee(payee) else { throw Failure("there is no payee and no artist \"\(payee)\"") }
        let waterfalls = try LiveBalance(db, today: .today).waterfalls(payee, period)
        let rows: [(String, KeyPath<LiveBalance.Waterfall, Amount>)] = [
          ("gross", \.gross), ("fee", \.fee), ("net", \.net), ("share", \.settlement.activity.royalties),
          ("adjustments", \.settlement.activity.adjustments), ("reserve held", \.settlement.reserveHeld),
          ("reserve released", \.settlement.reserveReleased), ("recouped", \.settlement.recouped),
          ("unrecouped", \.settlement.unrecouped), ("withholding", \.settlement.withholding),
          ("opening", \.settlement.opening), ("payments", \.settlement.activity.payments),
          ("closing", \.settlement.closing), ("payable", \.settlement.payable),
          ("carried forward", \.settlement.carriedForward),
        ]
        struct Body: Encodable {
          let payee, period: String
          let balances: [String: [String: String]]
        }
        try Report(
          columns: ["\(payee) \(period)"] + waterfalls.map(\.currency.code),
          rows: rows.map { row in [row.0] + waterfalls.map { "\($0.waterfall[keyPath: row.1])" } },
          numeric: Set(1..<max(waterfalls.count + 1, 2)),
          json: Body(
            payee: payee, period: "\(period)",
            balances: Dictionary(
              uniqueKeysWithValues: waterfalls.map { currency, waterfall in
                (
                  currency.code,
                  Dictionary(
                    uniqueKeysWithValues: rows.map {
                      ($0.0.replacing(" ", with: "_"), "\(waterfall[keyPath: $0.1])")
                    })
                )
              }))
        ).print(format)
      }
    }
  }
}
