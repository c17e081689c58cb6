import ArgumentParser
import Ledger
import Money
import Plays

struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "The books: post, close, correct, look up, prove.",
    discussion: "docs/ledger.md has the chart of accounts and every posting rule.",
    subcommands: [
      Begin.self, Post.self, Periods.self, Close.self, Reopen.self, TrialBalance.self, AccountEntries.self, Lines.self,
      Show.self,
      PayeeBalance.self, Suspense.self, Record.self, Reverse.self,
      Receipt.self, Payment.self, Corrections.self, Verify.self,
    ])
}

extension Period: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

/// `12.50 USD`.
struct Money: ExpressibleByArgument {
  let amount: Amount
  let currency: Currency

  init?(argument: String) {
    let parts = argument.split(separator: " ")
    guard parts.count == 2, let amount = try? Amount(parts[0]), let currency = Currency(parts[1]) else { return nil }
    self.amount = amount
    self.currency = currency
  }
}

/// `cash 12.50 USD`: amount and currency are the last two words, since an id may have spaces in it.
struct Side: ExpressibleByArgument {
  let account: Account
  let money: Money

  init?(argument: String) {
    let words = argument.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count >= 3, let account = Account(code: words.dropLast(2).joined(separator: " ")),
      let money = Money(argument: words.suffix(2).joined(separator: " ")), money.amount > .zero
    else { return nil }
    self.account = account
    self.money = money
  }
}
