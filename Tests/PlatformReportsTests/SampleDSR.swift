import Seeded

/// A DDEX flat file to be: its lines before the footer is made.
struct DSRText {
  var lines: [String] = []
  var summaries = 0

  mutating func head(
    profile: String = "FinancialReportingToRecordCompaniesProfileSRB", files: String = "1",
    days: (String, String) = ("2026-10-01", "2026-10-31"), sender: String = "Spotify AB"
  ) {
    lines.append(
      [
        "HEAD", "dsrf/1.4/1.8/1.4", profile, "1.0", "MSG-1", "2026-11-05T10:00:00Z", "1", files, days.0, days.1,
        "PADPIDA2014122301Q", sender, "", "PADPIDA2007050901U", "Label", "",
      ].joined(separator: "\t"))
  }

  mutating func summary(
    _ id: String, territory: String = "DE", service: String = "Premium", usages: String = "", returns: String = "",
    accounting: String = "EUR", revenue: String = "", transaction: String = "", days: (String, String) = ("", ""),
    channel: String = "", type: String = "SY10.01"
  ) {
    var cells = [String](repeating: "", count: 46)
    cells[0] = type
    cells[1] = id
    cells[2] = channel
    cells[4] = "SubscriptionModel"
    cells[5] = "Stream"
    cells[6] = days.0
    cells[7] = days.1
    cells[12] = territory
    cells[13] = service
    cells[16] = usages
    cells[18] = returns
    cells[20] = transaction
    cells[21] = accounting
    cells[37] = revenue
    lines.append(cells.joined(separator: "\t"))
    summaries += 1
  }

  mutating func sale(
    _ summary: String, isrc: String = "QZLL22600001", icpn: String = "", id: String = "", date: String = "",
    total: String = "1", returns: String = "", net: String? = nil, accounting: String = "1", transaction: String = "",
    type: String = "SR08.01"
  ) {
    var cells = [String](repeating: "", count: 48)
    cells[0] = type
    cells[1] = "T\(lines.count)"
    cells[3] = icpn
    cells[13] = isrc
    cells[15] = id
    cells[19] = "SoundRecording"
    cells[20] = "Titel|Zweiter Titel"
    cells[24] = summary
    cells[25] = date
    cells[26] = total
    cells[27] = returns
    cells[28] = net ?? total
    cells[45] = transaction
    cells[46] = accounting
    lines.append(cells.joined(separator: "\t"))
  }

  func text(lineCount: Int? = nil, summaryCount: Int? = nil) -> String {
    (lines + ["SRFO\t\(lineCount ?? lines.count + 1)\t\(summaryCount ?? summaries)"]).joined(separator: "\n") + "\n"
  }
}

extension Sample {
  static func dsr(rows: Int, seed: UInt64) -> Sample {
    var generator = Seeded(seed: seed)
    var sample = Sample()
    let services = ["Premium", "Free", ""]
    struct Part {
      var total: Int64 = 0
      var returns: Int64 = 0
      var pico: Int128 = 0
    }
    // Sales are made first: their summaries stand above them and tell what they come to.
    var sales = DSRText()
    var parts = [Part](repeating: Part(), count: countries.count * services.count)
    for _ in 0..<rows {
      let number = Int.random(in: 0..<parts.count - 1, using: &generator)
      let country = countries[number / services.count]
      let service = services[number % services.count]
      let (units, pico) = figures(&generator, decimals: 12)
      let returned = Int64.random(in: 0...3, using: &generator)
      parts[number].total += units + returned
      parts[number].returns += returned
      parts[number].pico += pico
      let key = Key(
        period: Bool.random(using: &generator) ? "2026-10" : "2026-09", platform: "spotify", country: country,
        tier: service.isEmpty ? nil : service.lowercased(), isrc: isrcs.randomElement(using: &generator)!,
        currency: "EUR")
      sample.add(key, units: units, pico: pico)
      sales.sale(
        "S\(number)", isrc: key.isrc!, id: "spotify::\(key.isrc!.suffix(5))",
        date: key.period == "2026-10" && number % 2 == 0 ? "" : "\(key.period)-17", total: "\(units + returned)",
        returns: returned == 0 ? "" : "\(returned)", net: "\(units)", accounting: decimal(pico, decimals: 12))
    }
    var file = DSRText()
    file.lines = ["#HEAD\tA comment", ""]
    file.head()
    for (number, part) in parts.enumerated() {
      file.summary(
        "S\(number)", territory: countries[number / services.count], service: services[number % services.count],
        usages: "\(part.total)", returns: "\(part.returns)", revenue: decimal(part.pico, decimals: 12))
    }
    file.lines += sales.lines
    // A blank first line is nothing that a file begins with.
    file.lines.remove(at: 1)
    file.lines.insert("", at: 3)
    sample.bytes = Array(file.text().utf8)
    return sample
  }
}
