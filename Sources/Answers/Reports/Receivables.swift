import Money
import Plays
import Postgres
import Reconciliation
import Schemas
import Store

/// Debts of platforms by accepted reports on a day, the money that came in for them, and their age.
package struct Receivables: Question {
  package struct Answer: Codable, Sendable {
    /// A report's month in a currency: what the plays imply, what was reported, what came in.
    package struct Item: Codable, Sendable {
      /// Number of the report.
      package let reconciliation: String
      package let period: Period
      /// The month in which the sender accounts for it: the same where the report does not tell another.
      package let statement: Period
      /// Left out where the comparison has none in the currency.
      package let estimated: Amount?
      package let reported, received, remaining: Amount
      /// Part of `reported` that no row has: by the final total that the report states. Left out where there is none.
      package let beside_rows: Amount?
      /// Part of `received` that came by receipts which name the report or the period.
      package let received_by_name: Amount
      package let due: Day
      package let age_days: Int
      package let bucket: AgeBucket

      init(_ item: AgeingBalance.Item, _ standing: PlatformStanding) {
        reconciliation = item.receivable.reference
        period = item.receivable.period
        statement = item.receivable.statement
        estimated = standing.estimated(item)
        reported = item.receivable.amount
        let beside = standing.besideRows(item)
        beside_rows = beside == .zero ? nil : beside
        received = item.receivable.amount - item.remaining
        received_by_name = item.named
        remaining = item.remaining
        due = item.receivable.due
        age_days = item.age
        bucket = item.bucket
      }
    }

    /// A platform in a currency. `reported` - `received` = `remaining` - `unapplied` = `in_books` + `not_in_books`.
    package struct Balance: Codable, Sendable {
      package let platform: String
      package let currency: Currency
      package let items: [Item]
      package let reported, received, remaining, unapplied: Amount
      /// The same as `remaining`, by `AgeBucket`.
      package let buckets: [String: Amount]
      /// Balances of `platform:<p>:reported`, and of `platform:<p>:accrued`: what is estimated still.
      package let in_books, accrued: Amount
      /// Accepted and not posted yet, less what was recorded on the account by hand.
      package let not_in_books: Amount

      init(_ standing: PlatformStanding, _ balance: AgeingBalance) {
        platform = standing.platform
        currency = balance.currency
        items = balance.items.map { Item($0, standing) }
        reported = balance.reported
        received = balance.received
        remaining = balance.remaining
        unapplied = balance.unapplied
        buckets = Dictionary(uniqueKeysWithValues: balance.buckets.map { ($0.key.rawValue, $0.value) })
        in_books = standing.booked[balance.currency] ?? .zero
        accrued = standing.accrued[balance.currency] ?? .zero
        not_in_books = standing.notBooked(balance)
      }
    }

    package let as_of: Day
    package let balances: [Balance]
  }

  let platform: String?
  let day: Day?

  /// - Parameter day: that of the ages; today unless told.
  package init(platform: String?, asOf day: Day?) {
    self.platform = platform.map(Market.code)
    self.day = day
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let day = day ?? asking.today
    let standings = try await asking.database { db in
      // Reports, receipts and balances of one moment.
      try db.snapshot {
        let standings = try ReceivableStore(db).standings(platform, on: day)
        if standings.isEmpty { try PartyStore(db).requirePlatform(platform) }
        return standings
      }
    }
    return Answer(
      as_of: day,
      balances: standings.flatMap { standing in standing.ageing.balances.map { Answer.Balance(standing, $0) } })
  }
}
