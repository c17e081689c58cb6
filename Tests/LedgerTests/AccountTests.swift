import Ledger
import Money
import Testing

@Suite("Accounts")
struct AccountTests {
  @Test(
    "A code reads back as the account it was written from",
    arguments: [
      Account.platformAccrued("spotify"), .platformReported("apple_music"), .payeeEstimated("art-000"),
      .payeePayable("a:b"), .payeeRecoupable("x"), .payeeReserve("Ünder"),
      .payeePayable("\u{301}x"), .fee, .suspenseFX, .suspenseNotOurs, .cash,
      .withholding, .fx(Currency("USD")!), .rounding(Currency("JPY")!),
    ])
  func roundTrip(account: Account) {
    #expect(Account(code: account.code) == account)
  }

  @Test(
    "What the chart does not have is no account",
    arguments: [
      "", "Cash", "cash:", "payee:x", "payee::payable", "payee:x:owed", "platform:spotify:payable", "fx:ABC", "fx:usd",
      "fx:USD:x", "suspense:other", "fee:other", " cash",
    ])
  func unknown(code: String) {
    #expect(Account(code: code) == nil)
  }
}
