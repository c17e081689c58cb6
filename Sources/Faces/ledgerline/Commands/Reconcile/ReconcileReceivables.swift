import ArgumentParser
import Money
import Plays
import Posting
import Postgres
import Reconciliation
import Server
import Store

extension ReconcileCommand {
  struct Receivables: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What platforms owe by accepted reports, what came in, and for how long the rest has been due.",
      discussion: """
        Each report's month three ways: plays x rate, report, money. A receipt pays the report or the period that it
        names, and with what it has left the oldest. Below the reports stand what remains by age, what came in and
        belongs to no report (unapplied), and what the books have: on platform:<p>:accrued under estimated, on
        platform:<p>:reported under remaining.
        """)

    @Option(help: "Only this platform.") var platform: String?
    @Option(name: .customLong("as-of"), help: "The day of the ages; today unless told.") var asOf: Day?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      let (platform, day, format) = (platform.map(Market.code), asOf ?? .today, format)
      try await Database.with(Settings.load()) { database in
        let db = try database.connect()
        // Reports, receipts and balances of one moment.
        let standings = try db.snapshot { try ReceivableStore(db).standings(platform, on: day) }
        if standings.isEmpty {
          try requirePlatform(platform, db)
          Terminal.note("no report was accepted by \(day), and no platform has paid")
        }
        let body = ReceivablesBody(standings, on: day)
        try Report(
          columns: [
            "platform", "currency", "report", "period", "estimated", "reported", "received", "remaining", "age",
            "bucket",
          ],
          rows: body.balances.flatMap(Self.rows), numeric: [4, 5, 6, 7, 8], json: body
        ).print(format)
        for balance in body.balances where balance.not_in_books != Self.nothing {
          Terminal.note(
            "\(balance.platform) in \(balance.currency): \(balance.not_in_books) is not on platform:\(balance.platform)"
              + ":reported, by reports that are not posted yet or entries by hand")
        }
      }
    }

    private static let nothing = "\(Amount.zero)"

    private static func rows(_ balance: ReceivablesBody.Balance) -> [[String]] {
      func row(_ report: String, _ cells: String...) -> [String] {
        [balance.platform, balance.currency, report] + cells
      }
      var rows = balance.items.map {
        row(
          $0.reconciliation, $0.period, $0.estimated ?? "", $0.reported, $0.received, $0.remaining, "\($0.age_days)",
          $0.bucket)
      }
      for bucket in AgeBucket.allCases.map(\.rawValue) {
        if let sum = balance.buckets[bucket], sum != Self.nothing {
          rows.append(row("total", "", "", "", "", sum, "", bucket))
        }
      }
      rows.append(row("total", "", "", balance.reported, balance.received, balance.remaining, "", "all"))
      rows.append(row("unapplied", "", "", "", "", balance.unapplied, "", ""))
      rows.append(row("books", "", balance.accrued, "", "", balance.in_books, "", ""))
      return rows
    }
  }
}

/// - Throws: where a platform is named that nobody knows: an empty answer would hide the spelling mistake.
func requirePlatform(_ platform: String?, _ db: Connection) throws {
  if let platform, try !PartyStore(db).isPlatform(platform) {
    throw Failure("there is no platform \"\(platform)\": no rate table of it was ever published")
  }
}
