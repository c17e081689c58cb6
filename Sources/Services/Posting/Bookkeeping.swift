import Foundation
import Ledger
import Money
import Plays
import Postgres
import Store

/// Records of people in the books: corrections with a reason, reversals, money that came in and went out.
package struct Bookkeeping {
  /// Days before today that a transaction may be dated: farther is a slip of the pen, and every month since would have
  /// to be closed.
  private static let farthest = 3_653
  private let db: Connection
  private let today: Day

  /// - Parameter today: in UTC.
  package init(_ db: Connection, today: Day) {
    self.db = db
    self.today = today
  }

  /// Records a transaction by hand.
  ///
  /// - Parameters:
  ///   - reference: stands for this transaction and no other; made up where it is `nil`.
  ///   - entries: they sum to zero in each currency.
  /// - Throws: `Transaction.Refusal` for entries that do not balance, a reference that is taken, a payee or a platform
  ///   that is not known, a closed period, a day to come.
  package func record(
    date: Day, reason: String, reference: String? = nil, entries: [Entry]
  ) throws -> LedgerStore.Posted {
    guard !reason.isEmpty else { throw Transaction.Refusal("a transaction by hand needs a reason") }
    try Reason.check(reason)
    let reference = reference.map(Reference.trimmed)
    guard reference?.isEmpty != true else { throw Transaction.Refusal("a reference is not empty") }
    try checkHasCome(date)
    return try post { _ in
      try check(entries)
      return try Transaction(
        kind: .manual, accountingDate: date, reference: "manual:\(reference ?? UUID().uuidString)", reason: reason,
        entries: entries)
    }
  }

  /// Takes a transaction back by one with the opposite entries, once. What the engine posted is looked at again by the
  /// next posting.
  ///
  /// - Parameter date: that of the transaction where it is `nil`; where its period is closed, in the first open one.
  package func reverse(_ number: Int64, reason: String, date: Day? = nil) throws -> LedgerStore.Posted {
    guard !reason.isEmpty else { throw Transaction.Refusal("a reversal needs a reason") }
    try Reason.check(reason)
    if let date { try checkHasCome(date) }
    return try post { next in
      guard let original = try LedgerStore(db).transaction(number) else {
        throw Transaction.Refusal("there is no transaction \(number)")
      }
      if let reversal = original.reversedBy {
        throw Transaction.Refusal("transaction \(number) was reversed already, by \(reversal)")
      }
      let transaction = original.transaction
      guard transaction.reverses == nil else {
        throw Transaction.Refusal(
          "transaction \(number) is itself a reversal; record what is right as a transaction of its own")
      }
      guard transaction.kind != .settlement else {
        throw Transaction.Refusal(
          "transaction \(number) settles a closed period; record what is right as a transaction of its own, and the "
            + "next settlement takes it in. The latest period may be opened again whole: `ledgerline ledger reopen`")
      }
      guard transaction.kind != .statement else {
        throw Transaction.Refusal("transaction \(number) notes that a statement was issued: it moved nothing")
      }
      guard transaction.kind != .royalties || date == nil else {
        throw Transaction.Refusal(
          "transaction \(number) is of royalties: their reversal stands where they stood, or in the first open period, so "
            + "that what is posted again goes there too. Give no date")
      }
      // Where it was, if it can be: what is posted again goes there too.
      let date = try date ?? calendar().date(of: transaction.accountingDate)
      return try Transaction(
        kind: transaction.kind, accountingDate: date,
        earningPeriod: transaction.earningPeriod, reference: "reversal:\(number)", cause: transaction.cause,
        reason: reason, versions: transaction.versions, reverses: number,
        entries: transaction.entries.map { Entry($0.account, $0.currency, -$0.amount) },
        evidence: try LineReversal(db).write(of: number, as: next))
    }
  }

  /// Records money that a platform paid, against what it reported.
  ///
  /// - Parameters:
  ///   - purpose: the report or the period that it is for, where the platform says so.
  ///   - reason: why it is right although its report is in other currencies; kept with it.
  package func receipt(
    platform: String, _ amount: Amount, _ currency: Currency, date: Day, reference: String,
    for purpose: ReceivableStore.Purpose? = nil, reason: String? = nil
  ) throws -> LedgerStore.Posted {
    try money(.receipt, amount, currency, date, reference, reason) {
      [Entry(.cash, currency, amount), Entry(.platformReported(platform), currency, -amount)]
    } then: { number in
      guard let purpose else { return }
      let check = ReceiptPurpose(db, today: today)
      try check.check(purpose, of: platform)
      if reason == nil { try check.check(purpose, isIn: currency) }
      try ReceivableStore(db).note(purpose, of: number)
    }
  }

  /// Records money that was paid to a payee.
  ///
  /// - Parameter reason: why it is right although it is more than is payable, or in a currency that was never earned; kept
  ///   with it.
  package func payment(
    payee: String, _ amount: Amount, _ currency: Currency, date: Day, reference: String, reason: String? = nil
  ) throws -> LedgerStore.Posted {
    let payee = try PartyStore(db).party(payee)
    return try money(.payment, amount, currency, date, reference, reason) {
      [Entry(.payeePayable(payee), currency, amount), Entry(.cash, currency, -amount)]
    } allow: {
      if reason == nil {
        try PaymentPlausibility(db).check(amount, to: PayeeCurrency(payee: payee, currency: currency))
      }
    }
  }

  private func money(
    _ kind: Transaction.Kind, _ amount: Amount, _ currency: Currency, _ date: Day, _ reference: String,
    _ reason: String?, entries: () -> [Entry], allow: () throws -> Void = {},
    then: (_ number: Int64) throws -> Void = { _ in }
  ) throws -> LedgerStore.Posted {
    let reference = Reference.trimmed(reference)
    if let reason {
      guard !reason.isEmpty else { throw Transaction.Refusal("a reason is not empty") }
      try Reason.check(reason)
    }
    guard !reference.isEmpty else { throw Transaction.Refusal("the bank's reference is missing") }
    guard amount > .zero else { throw Transaction.Refusal("the amount is above zero; a mistake is reversed") }
    guard amount.roundedDownToMinorUnit(of: currency) == amount else {
      throw Transaction.Refusal("\(amount) \(currency) cannot be paid: the smallest unit is \(currency.minorUnit)")
    }
    try checkHasCome(date)
    let entries = entries()
    return try post { _ in
      try check(entries)
      return try Transaction(
        kind: kind, accountingDate: date, reference: "\(kind.rawValue):\(reference)", reason: reason, entries: entries)
    } allow: {
      try allow()
    } then: {
      try then($0)
    }
  }

  /// Appends one transaction, and turns what the database refuses into words.
  ///
  /// - Parameters:
  ///   - allow: refuses it where it is not believed, after all else is known to be right.
  ///   - then: adds what belongs to it, inside the same transaction of the database.
  private func post(
    _ make: (_ number: Int64) throws -> Transaction, allow: () throws -> Void = {},
    then: (_ number: Int64) throws -> Void = { _ in }
  ) throws -> LedgerStore.Posted {
    try BookRetry.run(db) {
      let books = LedgerStore(db)
      return try books.exclusively {
        let transaction = try make(books.head().number + 1)
        let date = transaction.accountingDate
        guard today.number - date.number < Self.farthest else {
          throw Transaction.Refusal("\(date) is more than ten years ago")
        }
        guard (1...256).contains(transaction.reference.utf8.count) else {
          throw Transaction.Refusal("a reference is text of at most 256 bytes")
        }
        if let fault = Identifier.fault(transaction.reference) { throw Transaction.Refusal("reference \(fault)") }
        if let other = try books.transaction(reference: transaction.reference) {
          throw Transaction.Refusal(
            "reference \(transaction.reference) stands for transaction \(other.link.number) already")
        }
        if let beginning = try BeginningStore(db).beginning()?.period, date < beginning.first {
          throw Transaction.Refusal(
            "the books begin in \(beginning): what was before is not recorded in them, so date it in \(beginning) or later"
          )
        }
        let calendar = try calendar()
        guard !calendar.isClosed(transaction.accountingDate.period) else {
          throw Transaction.Refusal(
            "\(transaction.accountingDate.period) is closed: date it in \(calendar.lastClosed!.next) or later")
        }
        try allow()
        let link = try books.append([transaction])[0]
        try then(link.number)
        return LedgerStore.Posted(link: link, transaction: transaction, actor: db.actor)
      }
    }
  }

  /// The books record what has happened. East of Greenwich it is tomorrow already.
  private func checkHasCome(_ date: Day) throws(Transaction.Refusal) {
    guard date <= today.advanced(by: 1) else {
      throw Transaction.Refusal("\(date) has not come: the books record what has happened, so date it today")
    }
  }

  /// Accounts of payees and platforms that nobody knows are spelling mistakes.
  private func check(_ entries: [Entry]) throws {
    let parties = PartyStore(db)
    for entry in entries {
      guard entry.amount.isRecordable else {
        throw Transaction.Refusal(
          "\(entry.amount) \(entry.currency) is not believable: an entry is below \(Amount.limit) either way")
      }
      if case .payeeReserve = entry.account {
        throw Transaction.Refusal("\(entry.account.code) is kept by settlements alone, which know when to release it")
      }
      if let fault = (entry.account.payee ?? entry.account.platform).flatMap(Identifier.fault) {
        throw Transaction.Refusal("account \(fault)")
      }
      if let payee = entry.account.payee, try !parties.isPayee(payee) {
        throw Transaction.Refusal("there is no payee and no artist \"\(payee)\"")
      }
      if let platform = entry.account.platform, try !parties.isPlatform(platform) {
        throw Transaction.Refusal("there is no platform \"\(platform)\": no rate table of it was ever published")
      }
    }
  }

  private func calendar() throws -> AccountingCalendar {
    AccountingCalendar(lastClosed: try PeriodStore(db).lastClosed(), today: today)
  }
}
