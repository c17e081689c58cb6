/// What is in force: the version of a fact that counts, found by reading the lists anew each time.
extension ModelFacts {
  func track(_ isrc: String) -> ModelTrack? {
    tracks.last { $0.isrc == isrc }
  }

  /// The owners of a recording, each from a day on; the first from the beginning. A row with a day leaves earlier days as
  /// they are. One without corrects all days, unless it names the present owner.
  func owners(_ isrc: String) -> [ModelTrack] {
    var owners: [ModelTrack] = []
    for row in tracks where row.isrc == isrc {
      guard let from = row.from else {
        if owners.isEmpty { owners = [row] }
        guard !owners.last!.isOfSame(row) else { continue }
        owners = owners.map { owner in
          var corrected = row
          corrected.from = owner.from
          return corrected
        }
        continue
      }
      if let index = owners.firstIndex(where: { $0.from == from }) {
        owners[index] = row
      } else if !owners.last(where: { $0.from ?? .min <= from })!.isOfSame(row) {
        owners.append(row)
        owners.sort { $0.from ?? .min < $1.from ?? .min }
      }
    }
    return owners
  }

  func owner(_ isrc: String, on day: Int) -> ModelTrack? {
    owners(isrc).last { $0.from ?? .min <= day }
  }

  func contract(id: String) -> ModelContract? {
    contracts.last { $0.id == id }
  }

  /// A payee nobody gave terms has no minimum, no reserve and no withholding.
  func terms(of payee: String) -> ModelTerms {
    terms.last { $0.payee == payee } ?? ModelTerms(payee: payee)
  }

  /// The direct pair only: never through a third currency, and never the inverse of the other direction.
  func fxRate(period: String, from: String, to: String) -> Int128? {
    fx.last { $0.period == period && $0.from == from && $0.to == to }?.rate
  }

  /// Formula 2. The table is chosen before its rows are looked at, because a table replaces the earlier one whole.
  func rate(platform: String, country: String, tier: String, day: Int) -> ModelRateRow? {
    var chosen: ModelRateTable?
    for table in rateTables where table.platform == platform && table.effective <= day {
      if let best = chosen, (table.effective, table.version) < (best.effective, best.version) { continue }
      chosen = table
    }
    guard let chosen else { return nil }
    let specificFirst: [(String?, String?)] = [(country, tier), (country, nil), (nil, tier), (nil, nil)]
    for (wantedCountry, wantedTier) in specificFirst {
      if let row = chosen.rows.first(where: { $0.country == wantedCountry && $0.tier == wantedTier }) { return row }
    }
    return nil
  }

  /// Formula 4. A narrower scope beats a later date; among equal scopes the later date wins.
  func contract(of track: ModelTrack, day: Int) -> ModelContract? {
    let narrowFirst = [
      ("track", track.isrc), ("album", track.album), ("artist", track.artist), ("label", track.label),
    ]
    let inForce = contractsInForce(on: day)
    for (kind, id) in narrowFirst {
      var chosen: ModelContract?
      for contract in inForce where contract.scopeKind == kind && contract.scopeID == id {
        if let best = chosen {
          precondition(contract.effectiveFrom != best.effectiveFrom, "the same scope and date twice is refused")
          if contract.effectiveFrom < best.effectiveFrom { continue }
        }
        chosen = contract
      }
      if let chosen { return chosen }
    }
    return nil
  }

  /// A replaced version is in force on no day: not even on days its replacement does not cover.
  private func contractsInForce(on day: Int) -> [ModelContract] {
    contracts.indices.filter { index in
      let contract = contracts[index]
      guard contract.effectiveFrom <= day, day <= contract.effectiveTo ?? day else { return false }
      return !contracts[(index + 1)...].contains { $0.id == contract.id }
    }.map { contracts[$0] }
  }

  /// A country counts as reported if a report names it, or has any line there, be its ISRC ours or not.
  func isReported(period: String, platform: String, country: String) -> Bool {
    reports.contains { report in
      report.period == period && report.platform == platform
        && (report.countries.contains(country) || report.lines.contains { $0.country == country })
    }
  }
}
