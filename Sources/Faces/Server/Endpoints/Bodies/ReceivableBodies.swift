import Money
import Plays
import Reconciliation
import Store

/// What platforms owe on a day, as the API and the command line answer it; amounts are decimal strings.
public struct ReceivablesBody: Codable, Sendable {
  /// A report's month in a currency: what the plays imply, what was reported, what came in.
  public struct Item: Codable, Sendable {
    /// The number of the report.
    public let reconciliation, period: String
    /// Left out where the comparison has none in the currency.
    public let estimated: String?
    public let reported, received, remaining, due, bucket: String
    public let age_days: Int
    /// What of `received` came by receipts that name the report or the period.
    public let received_by_name: String

    init(_ item: AgeingBalance.Item, estimated: Amount?) {
      reconciliation = item.receivable.reference
      period = "\(item.receivable.period)"
      self.estimated = estimated.map { "\($0)" }
      reported = "\(item.receivable.amount)"
      received = "\(item.receivable.amount - item.remaining)"
      received_by_name = "\(item.named)"
      remaining = "\(item.remaining)"
      due = "\(item.receivable.due)"
      age_days = item.age
      bucket = item.bucket.rawValue
    }
  }

  /// A platform in a currency. `reported` - `received` = `remaining` - `unapplied` = `in_books` + `not_in_books`.
  public struct Balance: Codable, Sendable {
    public let platform, currency: String
    public let items: [Item]
    public let reported, received, remaining, unapplied: String
    /// What remains, by how long it has been due.
    public let buckets: [String: String]
    /// The balance of `platform:<p>:reported`, and that of `platform:<p>:accrued`: what is estimated still.
    public let in_books, accrued: String
    /// What is accepted and not posted yet, less what was recorded on the account by hand.
    public let not_in_books: String

    init(_ standing: ReceivableStore.Standing, _ balance: AgeingBalance) {
      platform = standing.platform
      currency = balance.currency.code
      items = balance.items.map { Item($0, estimated: standing.estimated($0)) }
      reported = "\(balance.reported)"
      received = "\(balance.received)"
      remaining = "\(balance.remaining)"
      unapplied = "\(balance.unapplied)"
      buckets = Dictionary(uniqueKeysWithValues: balance.buckets.map { ($0.key.rawValue, "\($0.value)") })
      in_books = "\(standing.booked[balance.currency] ?? .zero)"
      accrued = "\(standing.accrued[balance.currency] ?? .zero)"
      not_in_books = "\(standing.notBooked(balance))"
    }
  }

  public let as_of: String
  public let balances: [Balance]

  public init(_ standings: [ReceivableStore.Standing], on day: Day) {
    as_of = "\(day)"
    balances = standings.flatMap { standing in standing.ageing.balances.map { Balance(standing, $0) } }
  }
}
