import Catalog
import Contracts
import Money
import Plays

/// The fictional terms of the sample catalog: who is owed what, and what has been advanced.
package enum SampleTerms {
  private static let start = Day("2026-01-01")!
  private static let producers = ["prod-ines", "prod-okoro", "prod-lindqvist"]

  /// Both labels, three producers and every artist.
  package static let payees: [Payee] = {
    let labels = SampleCatalog.labels.map { payee($0.id, $0.name, minimum: 50) }
    let producers = [
      payee("prod-ines", "Ines Producer", minimum: 20, withholding: 15),
      payee("prod-okoro", "Okoro & Sons", minimum: 20),
      payee("prod-lindqvist", "Lindqvist Audio", minimum: 20),
    ]
    let artists = SampleCatalog.artists.enumerated().map { index, artist in
      payee(
        artist.id, artist.name, minimum: 10, reserve: index % 4 == 0 ? 10 : 0, withholding: index % 5 == 1 ? 15 : 0)
    }
    return labels + producers + artists
  }()

  /// One contract a label, and one of its own for every tenth artist, with a producer in it.
  package static let contracts: [Contract] = {
    let labels = SampleCatalog.labels.enumerated().map { index, label in
      Contract(
        id: "C-\(label.id)", currency: Currency(index == 0 ? "USD" : "EUR")!, effectiveFrom: start, effectiveTo: nil,
        covers: .label(label.id), feePercent: percent("15"),
        shares: [
          Contract.Share(payee: label.id, percent: percent("50")),
          Contract.Share(payee: Contract.trackArtist, percent: percent("50")),
        ])
    }
    let own = SampleCatalog.artists.enumerated().filter { $0.offset % 10 == 0 }.map { index, artist in
      Contract(
        id: "C-\(artist.id)", currency: Currency("USD")!, effectiveFrom: start, effectiveTo: nil,
        covers: .artist(artist.id), feePercent: percent("12.5"),
        shares: [
          Contract.Share(
            payee: SampleCatalog.labels[index % SampleCatalog.labels.count].id, percent: percent("33.3333")),
          Contract.Share(payee: Contract.trackArtist, percent: percent("50")),
          Contract.Share(payee: producers[index / 10 % producers.count], percent: percent("16.6667")),
        ])
    }
    return labels + own
  }()

  /// An advance to every third artist, large enough that some of it is still to be earned back.
  ///
  /// - Parameter day: when they were paid.
  package static func advances(on day: Day) -> [Advance] {
    SampleCatalog.artists.enumerated().filter { $0.offset % 3 == 0 }.map { index, artist in
      // In the currency in which the artist earns.
      let isInDollars = index % 10 == 0 || index % SampleCatalog.labels.count == 0
      return Advance(
        payee: artist.id, date: day, kind: index % 2 == 0 ? .advance : .cost,
        currency: Currency(isInDollars ? "USD" : "EUR")!, amount: amount("\(20 + index % 7 * 15)"),
        reference: "SAMPLE-\(artist.id)")
    }
  }

  private static func payee(
    _ id: String, _ name: String, minimum: Int, reserve: Int = 0, withholding: Int = 0
  ) -> Payee {
    Payee(
      id: id, name: name, minimumPayout: amount("\(minimum)"), reservePercent: percent("\(reserve)"),
      reserveReleaseAfter: reserve > 0 ? 6 : 0, withholdingPercent: percent("\(withholding)"))
  }

  private static func percent(_ text: String) -> Amount { amount(text) }

  private static func amount(_ text: String) -> Amount {
    guard let amount = try? Amount(text) else { preconditionFailure("\(text) is no amount") }
    return amount
  }
}
