/// The file in which a platform says what was generated.
extension GeneratedMonth {
  func file() -> [UInt8] {
    switch format {
    case .own: own()
    case .dsr: dsr()
    case .distroKid: distroKid()
    case .apple: apple()
    }
  }

  private func own() -> [UInt8] {
    var text = Stand.header
    for row in rows {
      text +=
        "2026-10,\(row.platform),\(row.country),\(row.tier),\(Self.isrc(row.track)),\(row.units),\(Self.decimal(row.pico, 12)),JPY\n"
    }
    return Array(text.utf8)
  }

  private func distroKid() -> [UInt8] {
    var text =
      "Reporting Date\tSale Month\tStore\tArtist\tTitle\tISRC\tUPC\tQuantity\tTeam Percentage\tSong/Album\tCountry of Sale"
      + "\tSongwriter Royalties Withheld\tEarnings (USD)\n"
    for row in rows {
      let (store, country) = (
        row.platform == "spotify" ? "Spotify" : "Deezer", row.country == "ZZ" ? "OU" : row.country
      )
      text +=
        "2026-11-25\t2026-10\t\(store)\tAC/DC\tLied\t\(Self.isrc(row.track))\t\t\(row.units)\t100\tSong\t\(country)\t0\t\(Self.decimal(row.pico, 12))\n"
    }
    return Array(text.utf8)
  }

  private func apple() -> [UInt8] {
    var text =
      "Start Date\t10/01/2026\nEnd Date\t10/31/2026\nReport Type\tApple Music\nCurrency\tAUD\n"
      + "Storefront Name\tApple Identifier\tMembership Type\tQuantity\tNet Royalty\tNet Royalty Total\tISRC\tItem Title"
      + "\tItem Artist\tItem Type\tMedia Type\tVendor Identifier\tOffline Indicator\tLabel\tGrid\n"
    for (number, row) in rows.enumerated() {
      text +=
        "\(row.country)\t1\t\(row.tier)\t\(row.units)\t.021330\t\(Self.decimal(row.pico, 6, leadingZero: false))\t\(Self.isrc(row.track))\tT\tA\t1\t1\tV\t\(number % 2)\tL\t\n"
    }
    return Array(text.utf8)
  }

  private func dsr() -> [UInt8] {
    struct Total {
      var units: Int64 = 0
      var pico: Int128 = 0
    }
    var totals: [String: Total] = [:]
    for row in rows {
      totals["\(row.country) \(row.tier)", default: Total()].units += row.units
      totals["\(row.country) \(row.tier)"]!.pico += row.pico
    }
    func record(_ count: Int, _ cells: [Int: String]) -> String {
      (0..<count).map { cells[$0] ?? "" }.joined(separator: "\t") + "\n"
    }
    var text =
      [
        "HEAD", "dsrf/1.4/1.8/1.4", "FinancialReportingToRecordCompaniesProfileSRB", "1.0", "MSG-1",
        "2026-11-05T10:00:00Z", "1", "1", "2026-10-01", "2026-10-31", "PADPIDA2014122301Q", "Spotify AB", "",
        "PADPIDA2007050901U", "Label", "",
      ].joined(separator: "\t") + "\n"
    for (key, total) in totals {
      let parts = key.split(separator: " ").map(String.init)
      text += record(
        46,
        [
          0: "SY10.01", 1: key.replacing(" ", with: ""), 4: "SubscriptionModel", 5: "Stream", 12: parts[0],
          13: parts[1], 16: "\(total.units)", 18: "0", 21: "EUR", 37: Self.decimal(total.pico, 12),
        ])
    }
    for (number, row) in rows.enumerated() {
      text += record(
        48,
        [
          0: "SR08.01", 1: "T\(number)", 13: Self.isrc(row.track), 19: "SoundRecording", 20: "Titel|Zweiter",
          24: "\(row.country)\(row.tier)", 26: "\(row.units)", 28: "\(row.units)", 46: Self.decimal(row.pico, 12),
        ])
    }
    return Array((text + "SRFO\t\(rows.count + totals.count + 2)\t\(totals.count)\n").utf8)
  }
}
