import Ledger
import ArgumentParser
import Money
import Plays
import Postgres
import Posting
import Statements
import Store

extension StatementsCommand {
  struct Preview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What every payee's statement of an open period would come to by the books as they are.")

    @Option(help: "The accounting period, as 2026-10.") var period: Period
    @Option(help: "Only this payee.") var payee: String?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    private static var figures: [(String, KeyPath<Settlement, Amount>)] {
      [
        ("opening", \.opening), ("royalties", \.royalties), ("reserve_held", \.reserveHeld),
        ("reserve_released", \.reserveReleased), ("recouped", \.recouped), ("unrecouped", \.unrecouped),
        ("withholding", \.withholding), ("payments", \.activity.payments), ("closing", \.closing),
        ("payable", \.payable), ("carried_forward", \.carriedForward),
      ]
    }

    struct Body: Encodable {
      let period: String
      /// Payee, currency, and the figures by name; amounts are decimal strings.
      let statements: [[String: String]]
    }

    func run() async throws {
      let (period, payee, format) = (period, payee, format)
      try await Database.with(Settings.load()) { database in
        let db = try database.connect()
        let settlements = try db.snapshot {
          try PayeeBalances(db).settlements(period, payee: payee.map { try PartyStore(db).party($0) })
        }
        .sorted { $0.key < $1.key }
        try Report(
          columns: ["payee", "currency"] + Self.figures.map(\.0),
          rows: settlements.map { place, settlement in
            [place.payee, place.currency.code] + Self.figures.map { "\(settlement[keyPath: $0.1])" }
          },
          numeric: Set(2..<2 + Self.figures.count),
          json: Body(
            period: "\(period)",
            statements: settlements.map { place, settlement in
              var row = ["payee": place.payee, "currency": place.currency.code]
              for (name, figure) in Self.figures { row[name] = "\(settlement[keyPath: figure])" }
              return row
            })
        ).print(format)
      }
    }
  }
}
