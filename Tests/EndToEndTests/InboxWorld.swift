import Foundation
import Plays
import Seeded

/// The inbox of a label over two years: six senders, with late months, corrections, returns, transfers, balances, statements of
/// nothing, files in another form and files that nobody can read. What all of it comes to is added up while it is written, in
/// integers of its own.
struct InboxWorld {
  struct Key: Hashable {
    let account: String
    let platform: String
    let period: String
    let currency: String
  }

  struct Sum: Equatable {
    var rows = 0
    var units: Int64 = 0
    var pico: Int128 = 0
  }

  struct File {
    /// The folder below the inbox; empty for the inbox itself.
    let folder: String
    let name: String
    let bytes: [UInt8]
  }

  private(set) var files: [File] = []
  private(set) var sums: [Key: Sum] = [:]
  /// Money that is no income, by account: transfers, and what formats leave out.
  private(set) var transfers: [String: Int128] = [:]
  private(set) var leftOut: [String: Int128] = [:]
  /// Files that are reports, and those that are one of these in another form.
  private(set) var reports = 0
  private(set) var known = 0
  private(set) var waiting: [String] = []
  private(set) var refused: [String] = []
  /// Statements that did not come though a later one did, and those that say that nothing was earned, by account.
  private(set) var missing: [String: Set<String>] = [:]
  private(set) var empty: [String: Set<String>] = [:]

  static let isrcs = (1...6).map { "QZLL2260000\($0)" }
  private static let stranger = "QZZZ92600001"
  static let platforms = ["spotify", "apple_music", "deezer", "tiktok", "bandcamp"]
  private static let shops = [
    "Spotify": "spotify", "Apple Music": "apple_music", "Deezer": "deezer", "TikTok": "tiktok",
  ]

  /// - Parameter today: the last of 24 months is two months before its own.
  init(today: Day, _ random: inout Seeded) {
    let months = (0..<24).map { today.period.advanced(by: $0 - 25) }
    for (index, month) in months.enumerated() {
      distroKid(index, month, &random)
      fuga(index, month, &random)
      symphonic(index, month, &random)
      bandcamp(month, &random)
      soundOn(index, month, &random)
      direct(month, &random)
    }
    let early =
      "period,platform,country,tier,isrc,units,amount,currency\n\(today.period),deezer,DE,,\(Self.isrcs[0]),1,1,EUR\n"
    add("deezer-direct", "early.csv", early)
    waiting = ["deezer-direct/early.csv"]
    add("", "notes.csv", "What,we,know\nnothing,of,this\n")
    add(
      "deezer-direct", "cut.csv", "period,platform,country,tier,isrc,units,amount,currency\n\(months[0]),deezer,DE,,QZ")
    refused = ["deezer-direct/cut.csv", "notes.csv"]
  }

  private mutating func add(_ folder: String, _ name: String, _ text: String) {
    files.append(File(folder: folder, name: name, bytes: Array(text.utf8)))
  }

  private mutating func count(
    _ account: String, _ platform: String, _ month: Period, _ currency: String, units: Int64, _ pico: Int128
  ) {
    let key = Key(account: account, platform: platform, period: "\(month)", currency: currency)
    sums[key, default: Sum()].rows += 1
    sums[key]!.units += units
    sums[key]!.pico += pico
  }

  /// Money with ten decimals, as it is written and in units of 10^-12.
  private static func money(_ most: Int, _ random: inout Seeded) -> (text: String, pico: Int128) {
    let digits = Int64.random(in: 1...Int64(most) * 10_000_000_000, using: &random)
    let rest = String(digits % 10_000_000_000)
    return (
      "\(digits / 10_000_000_000)." + String(repeating: "0", count: 10 - rest.count) + rest, Int128(digits) * 100
    )
  }

  private static func isrc(_ random: inout Seeded) -> String {
    Int.random(in: 0..<15, using: &random) == 0 ? stranger : isrcs.randomElement(using: &random)!
  }

  // MARK: Senders

  /// The statement is of the month after; a row in four is of an earlier one. The first year with tabs, then in quotes.
  private mutating func distroKid(_ index: Int, _ month: Period, _ random: inout Seeded) {
    let account = "distrokid-main"
    let statement = month.next
    if index == 9 {
      missing[account] = ["\(statement)"]
      return
    }
    var tabs =
      "Reporting Date\tSale Month\tStore\tArtist\tTitle\tISRC\tUPC\tQuantity\tTeam Percentage\tSong/Album\tCountry of Sale"
      + "\tSongwriter Royalties Withheld\tEarnings (USD)\n"
    var quotes =
      #""Date Inserted","Reporting Date","Sale Month","Store","Artist","Title","ISRC","UPC","Quantity","Team Percentage","#
      + #""Source Type","Country of Sale","Songwriter Royalties Withheld (USD)","Earnings (USD)","Recoup (USD)""# + "\n"
    for row in 0..<12 {
      let late = index > 1 && row % 4 == 3
      let played = late ? month.advanced(by: -Int.random(in: 1...2, using: &random)) : month
      let shop = Self.shops.keys.sorted().randomElement(using: &random)!
      let isrc = Self.isrc(&random)
      let units = Int64.random(in: 1...5_000, using: &random)
      let (text, pico) = Self.money(20, &random)
      tabs += "\(statement)-10\t\(played)\t\(shop)\tA\tT\t\(isrc)\t\t\(units)\t100\tSong\tDE\t0\t\(text)\n"
      quotes +=
        #""\#(statement)-20","\#(statement)-10","\#(played)","\#(shop)","A, B","T","\#(isrc)","","\#(units)","100","Song","DE","0","\#(text)","0.5""#
        + "\n"
      count(account, Self.shops[shop]!, played, "USD", units: units, pico)
    }
    add(account, "excruciating-\(statement).\(index < 12 ? "tsv" : "csv")", index < 12 ? tabs : quotes)
    reports += 1
    if index == 5 || index == 17 {
      // Downloaded again later, by the other generation of the export.
      add(account, "again-\(statement).\(index < 12 ? "csv" : "tsv")", index < 12 ? quotes : tabs)
      known += 1
    }
  }

  /// The statement stands in the file's name. Once a run of corrections comes after it.
  private mutating func fuga(_ index: Int, _ month: Period, _ random: inout Seeded) {
    let header =
      "Sale ID,Sale Start date,Sale End date,DSP,Sale Store Name,Sale Type,Sale User Type,Territory,Product UPC,"
      + "Product Reference,Product Catalog Number,Product Label,Product Artist,Product Title,Asset Artist,Asset Title,"
      + "Asset Version,Asset Duration,Asset ISRC,Asset Reference,Asset/Product,Product Quantity,Asset Quantity,"
      + "Original Gross Income,Original currency,Exchange Rate,Converted Gross Income,Contract deal term,"
      + "Reported Royalty,Currency,Report Run ID,Report ID\n"
    func row(_ isrc: String, _ shop: String, _ units: Int64, _ amount: String) -> String {
      "1,\(month.first),\(month.last),\(shop),\(shop),Stream,premium,FR,,,,L,A,T,A,T,,180,\(isrc),,Asset,0,\(units),,EUR,1,,80,"
        + "\(amount),EUR,7,8\n"
    }
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    let digits = "\(month)".split(separator: "-")
    let stated = "\(names[Int(digits[1])! - 1])\(digits[0])"
    var text = header
    for shop in ["Spotify", "Deezer", "Apple Music"] {
      let isrc = Self.isrc(&random)
      let units = Int64.random(in: 1...900, using: &random)
      let (amount, pico) = Self.money(9, &random)
      text += row(isrc, shop, units, amount)
      count("fuga", Self.shops[shop]!, month, "EUR", units: units, pico)
    }
    add("", "\(stated)StatementRun_royalty_product_and_asset.csv", text)
    reports += 1
    guard index == 7 || index == 20 else { return }
    let (amount, pico) = Self.money(1, &random)
    add(
      "", "\(stated)CorrectionStatementRun_royalty_product_and_asset.csv",
      header + row(Self.isrcs[2], "Spotify", 3, "-\(amount)"))
    count("fuga", "spotify", month, "EUR", units: 3, -pico)
    reports += 1
  }

  /// A void gives units back; a balance is carried forward.
  private mutating func symphonic(_ index: Int, _ month: Period, _ random: inout Seeded) {
    let account = "symphonic"
    if [4, 15].contains(index) {
      missing[account, default: []].insert("\(month)")
      return
    }
    let short = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    let long = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    let digits = "\(month)".split(separator: "-")
    let number = Int(digits[1])! - 1
    func row(_ isrc: String, _ shop: String, _ kind: String, _ units: String, _ amount: String) -> String {
      "\(short[number])-\(digits[0].suffix(2)),L,R,,A,N/A,KF1,T,,\(isrc),A,\(shop),\(long[number]) \(digits[0]),US,Stream,Track,"
        + "\(kind),\(units),\(amount)\n"
    }
    var text =
      "Reporting Period,Label,Release Name,Release Version,Release Artists,UPC Code,Catalogue,Track Title,Mix Version,"
      + "ISRC Code,Track Artists,Digital Service Provider,Activity Period,Territory,Delivery,Content Type,Sale or Void,Count,"
      + "Royalty ($US)\n"
    for _ in 0..<4 {
      let isrc = Self.isrc(&random)
      let units = Int64.random(in: 1...9_999, using: &random)
      let (amount, pico) = Self.money(30, &random)
      let grouped = units < 1_000 ? "\(units)" : "\"\(units / 1_000),\(String(1_000 + units % 1_000).dropFirst())\""
      text += row(isrc, "Spotify", "Sale", grouped, amount)
      count(account, "spotify", month, "USD", units: units, pico)
    }
    let (back, pico) = Self.money(2, &random)
    text += row(Self.isrcs[1], "Apple Music", "Void", "7", "-\(back)")
    count(account, "apple_music", month, "USD", units: -7, -pico)
    let (balance, carried) = Self.money(50, &random)
    text += row("N/A", "Balance Forwarded From Previous Quarter", "Sale", "0", balance)
    leftOut[account, default: 0] += carried
    add("", "symphonic-\(month).csv", text)
    reports += 1
  }

  /// A shop. What it pays out is a transfer.
  private mutating func bandcamp(_ month: Period, _ random: inout Seeded) {
    let digits = "\(month)".split(separator: "-")
    let day = "\(Int(digits[1])!)/12/\(digits[0].suffix(2)) 5:20pm"
    var text =
      "date,paid to,item type,item name,artist,currency,item price,quantity,discount code,sub total,"
      + "balance of revenue share (EUR),net amount,package,option,item url,catalog number,upc,isrc,buyer name,buyer email,country\n"
    for row in 0..<3 {
      let units = Int64.random(in: 1...4, using: &random)
      let (amount, pico) = Self.money(25, &random)
      text +=
        "\(day),k,track,T,A,EUR,7,\(units),,7,12.34,\(amount),,,https://k.example/track/\(row),,,\(Self.isrcs[row]),S,s@x.example,DE\n"
      count("bandcamp", "bandcamp", month, "EUR", units: units, pico)
    }
    let (paid, pico) = Self.money(80, &random)
    text += "\(day),k,payout,,,EUR,,,,,0,-\(paid),,,,,,,,,\n"
    transfers["bandcamp", default: 0] -= pico
    add("bandcamp", "\(month).csv", text)
    reports += 1
  }

  /// Some months say nothing at all.
  private mutating func soundOn(_ index: Int, _ month: Period, _ random: inout Seeded) {
    let name = "SoundOn_royalty_monthly_statement_\("\(month)".replacing("-", with: "_"))_My Royalty.csv"
    var text =
      "Reporting Period,Sales Period,Track Title,Track Artists,Track ID,ISRC,Album Title,UPC Code,Release Date,Royalty Type,"
      + "Store Name,Sales Region,Sales Type,Sales Sub Type,Units of Sold,Gross revenue,Artist Share,Final Royalty,Currency,Payee\n"
    if [3, 14].contains(index) {
      empty["soundon", default: []].insert("\(month)")
    } else {
      for _ in 0..<3 {
        let units = Int64.random(in: 1...700, using: &random)
        let (amount, pico) = Self.money(3, &random)
        text +=
          "\(month),\(month),T,A,1,\(Self.isrc(&random)),A,,2025-01-01,Sound Recording,TikTok,BR,Stream,AD_SUPPORTED,\(units),,100%,"
          + "\(amount),USD,K\n"
        count("soundon", "tiktok", month, "USD", units: units, pico)
      }
    }
    add("", name, text)
    reports += 1
  }

  /// A platform that reports itself, in our own format, packed.
  private mutating func direct(_ month: Period, _ random: inout Seeded) {
    var text = "period,platform,country,tier,isrc,units,amount,currency\n"
    for tier in ["premium", "free"] {
      let units = Int64.random(in: 1...90_000, using: &random)
      let (amount, pico) = Self.money(400, &random)
      text += "\(month),deezer,NL,\(tier),\(Self.isrcs[3]),\(units),\(amount),EUR\n"
      count("deezer-direct", "deezer", month, "EUR", units: units, pico)
    }
    add("deezer-direct", "deezer-\(month).csv", text)
    reports += 1
  }
}
