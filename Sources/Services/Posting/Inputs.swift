import Contracts
import Earnings
import Ledger
import Plays
import Postgres
import Rates
import Store

/// The versions that a month is derived by, read from the database.
package struct Inputs {
  package let versions: Versions
  package let rates: RateBook
  package let fx: FXBook
  package let contracts: ContractBook
  /// Countries that reports speak of. Their lines, millions a month, are read a group of tracks at a time
  /// (`MonthDerivation`).
  package let reports: ReportBook

  /// - Parameter reports: of this month.
  package init(_ db: Connection, _ period: Period, _ versions: Versions) throws {
    self.init(
      versions: versions, rates: try RateStore(db).book(asOf: versions.rates),
      fx: try FXStore(db).book(asOf: versions.fx), contracts: try ContractStore(db).book(asOf: versions.contracts),
      reports: try AcceptanceStore(db).book(period, of: [], asOf: versions.reports))
  }

  /// All but reports, which a report's comparison reads a group of tracks at a time.
  package init(withoutReports db: Connection, _ versions: Versions) throws {
    self.init(
      versions: versions, rates: try RateStore(db).book(asOf: versions.rates),
      fx: try FXStore(db).book(asOf: versions.fx), contracts: try ContractStore(db).book(asOf: versions.contracts),
      reports: ReportBook())
  }

  package init(versions: Versions, rates: RateBook, fx: FXBook, contracts: ContractBook, reports: ReportBook) {
    self.versions = versions
    self.rates = rates
    self.fx = fx
    self.contracts = contracts
    self.reports = reports
  }

  /// The ways from these to newer ones, one kind of version at a time: rates, contracts, exchange rates, reports.
  func steps(to newer: Inputs) -> [(cause: Cause, inputs: Inputs)] {
    var steps: [(cause: Cause, inputs: Inputs)] = []
    var (rates, fx, contracts, reports, versions) = (self.rates, self.fx, self.contracts, self.reports, self.versions)
    func step(_ cause: Cause) {
      steps.append(
        (cause, Inputs(versions: versions, rates: rates, fx: fx, contracts: contracts, reports: reports)))
    }
    if newer.versions.rates != versions.rates {
      (rates, versions.rates) = (newer.rates, newer.versions.rates)
      step(.rate)
    }
    if newer.versions.contracts != versions.contracts {
      (contracts, versions.contracts) = (newer.contracts, newer.versions.contracts)
      step(.contract)
    }
    if newer.versions.fx != versions.fx {
      (fx, versions.fx) = (newer.fx, newer.versions.fx)
      step(.fx)
    }
    if newer.versions.reports != versions.reports {
      (reports, versions.reports) = (newer.reports, newer.versions.reports)
      step(.report)
    }
    return steps
  }
}
