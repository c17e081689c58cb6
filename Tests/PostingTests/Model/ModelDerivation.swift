/// Formulas 2 to 7 and 9: from facts to lines. Nothing is kept; every question is answered from the lists again.
struct ModelDerivation: Sendable {
  let facts: ModelFacts

  /// What the plays imply, as if no platform had reported anything. Lines stand in the order of their first play.
  func estimatedLines() -> [ModelLine] {
    var lines: [ModelLine] = []
    for play in facts.plays {
      guard let track = facts.owner(play.isrc, on: play.day) else { continue }
      let rate = facts.rate(platform: play.platform, country: play.country, tier: play.tier, day: play.day)
      let key = ModelLineKey(
        isrc: play.isrc, country: play.country, tier: play.tier, platform: play.platform,
        contract: facts.contract(of: track, day: play.day)?.id, currency: rate?.currency,
        period: ModelCalendar.period(of: play.day), owner: track.from)
      let index = lines.firstIndex { $0.key == key } ?? lines.endIndex
      if index == lines.endIndex {
        lines.append(ModelLine(key: key, source: .estimated, plays: 0, unratedPlays: 0, units: 0, gross: 0))
      }
      lines[index].plays += play.plays
      lines[index].unratedPlays += rate == nil ? play.plays : 0
      lines[index].gross += Int128(play.plays) * (rate?.rate ?? 0)
    }
    return lines.map(settled)
  }

  /// What the accepted reports say. A row's plays may have happened under several contracts: then it is several lines.
  func reportedLines() -> [ModelLine] {
    reportedTotals().flatMap { total -> [ModelLine] in
      let lastDay = ModelCalendar.lastDay(of: total.key.period)
      guard let last = facts.owner(total.key.isrc, on: lastDay) else { return [total] }
      var parts = playsByContract(total.key)
      if parts.isEmpty { parts = [(facts.contract(of: last, day: lastDay)?.id, last.from, 0, 0)] }
      let weights = parts.map { Int128(parts.count == 1 ? 1 : $0.plays) }
      let units = ModelArithmetic.apportion(Int128(total.units), weights: weights)
      let amounts = ModelArithmetic.apportion(total.gross, weights: weights)
      return parts.indices.map { index in
        var line = total
        line.source = .reported
        line.key.contract = parts[index].contract
        line.key.owner = parts[index].owner
        line.plays = parts[index].plays
        line.unratedPlays = parts[index].unrated
        line.units = Int(units[index])
        line.gross = amounts[index]
        return settled(line)
      }
    }
  }

  /// What the books should hold: reports replace the estimate of their platform and period, country by country. A line
  /// a report leaves out within such a country is therefore gone.
  func lines() -> [ModelLine] {
    let unreported = estimatedLines().filter {
      !facts.isReported(period: $0.key.period, platform: $0.key.platform, country: $0.key.country)
    }
    return unreported + reportedLines()
  }

  /// Rows with the same (isrc, country, tier, currency) added up, over all reports of a platform and period. They have
  /// no owner yet, so they look like lines that are not ours.
  private func reportedTotals() -> [ModelLine] {
    var totals: [ModelLine] = []
    for report in facts.reports {
      for row in report.lines {
        let key = ModelLineKey(
          isrc: row.isrc, country: row.country, tier: row.tier, platform: report.platform, contract: nil,
          currency: row.currency, period: report.period)
        let index = totals.firstIndex { $0.key == key } ?? totals.endIndex
        if index == totals.endIndex {
          totals.append(ModelLine(key: key, source: .notOurs, plays: 0, unratedPlays: 0, units: 0, gross: 0))
        }
        totals[index].units += row.units
        totals[index].gross += row.amount
      }
    }
    return totals
  }

  /// Our plays of a row's track and market, whatever they are worth, in the order in which odd units go: plays under no
  /// contract before any contract, contracts by id; under one contract by the days of the owners.
  private func playsByContract(
    _ key: ModelLineKey
  ) -> [(contract: String?, owner: Int?, plays: Int, unrated: Int)] {
    var parts: [(contract: String?, owner: Int?, plays: Int, unrated: Int)] = []
    for play in facts.plays where play.isrc == key.isrc && play.platform == key.platform {
      guard play.country == key.country, play.tier == key.tier, play.plays > 0 else { continue }
      guard ModelCalendar.period(of: play.day) == key.period else { continue }
      guard let track = facts.owner(key.isrc, on: play.day) else { continue }
      let contract = facts.contract(of: track, day: play.day)?.id
      let rate = facts.rate(platform: play.platform, country: play.country, tier: play.tier, day: play.day)
      let index = parts.firstIndex { $0.contract == contract && $0.owner == track.from } ?? parts.endIndex
      if index == parts.endIndex { parts.append((contract, track.from, 0, 0)) }
      parts[index].plays += play.plays
      parts[index].unrated += rate == nil ? play.plays : 0
    }
    return parts.sorted { one, other in
      if one.contract == other.contract { return one.owner ?? .min < other.owner ?? .min }
      guard let first = one.contract else { return other.contract != nil }
      guard let second = other.contract else { return false }
      return ModelArithmetic.bytewise(first, second)
    }
  }

  /// Formulas 5 to 7 for a line whose gross is known.
  private func settled(_ unsettled: ModelLine) -> ModelLine {
    var line = unsettled
    guard let currency = line.key.currency,
      let track = facts.owners(line.key.isrc).first(where: { $0.from == line.key.owner })
    else { return line }
    let contract = line.key.contract.flatMap { facts.contract(id: $0) }
    let royaltyCurrency = contract?.currency ?? currency
    line.royaltyCurrency = royaltyCurrency
    if royaltyCurrency == currency {
      line.converted = line.gross
    } else if let rate = facts.fxRate(period: line.key.period, from: currency, to: royaltyCurrency) {
      line.converted = ModelArithmetic.halfEven(line.gross, times: rate, over: ModelArithmetic.unit)
    }
    guard let converted = line.converted else { return line }
    line.fee = ModelArithmetic.percent(contract?.feePercent ?? 0, of: converted)
    let shares = contract?.shares ?? [ModelShare(payee: "@artist", percent: ModelArithmetic.hundredPercent)]
    line.shares = split(converted - line.fee, by: shares, artist: track.artist)
    return line
  }

  /// Formula 7. Who `@artist` is has to be known before equal payees can be merged.
  private func split(_ net: Int128, by shares: [ModelShare], artist: String) -> [ModelLineShare] {
    var merged: [ModelShare] = []
    for share in shares {
      let payee = share.payee == "@artist" ? artist : share.payee
      if let index = merged.firstIndex(where: { $0.payee == payee }) {
        merged[index].percent += share.percent
      } else {
        merged.append(ModelShare(payee: payee, percent: share.percent))
      }
    }
    merged.sort { ModelArithmetic.bytewise($0.payee, $1.payee) }
    let sum = merged.reduce(0) { $0 + $1.percent }
    precondition(sum == ModelArithmetic.hundredPercent, "a contract's shares sum to exactly 100 %")
    let amounts = ModelArithmetic.apportion(net, weights: merged.map(\.percent))
    return zip(merged, amounts).map { ModelLineShare(payee: $0.payee, amount: $1) }
  }
}
