import Money
import PlatformReports
import Plays
import Seeded
import Testing

@Suite("What the formats say")
struct FormatTests {
  @Test("Our own format reads codes in any spelling, quotes, spaces and columns in any order")
  func ownFormat() throws {
    let text =
      "Currency , amount,units,isrc,TIER,country,platform,period\n"
      + "eur, .021330 ,7,qz-ll2-26-00001,,Spain,\"Spotify\",2026-10\n"
      + "USD,-12345.000000000001,-3,ISRC QZLL22600001,\"A,\"\"b\"\"\",ww,TIDAL,2026-09\n\nJPY,5,0,QZLL22600001,x,zz,y,2026-09\n"
    let (rows, summary) = try read(text)
    #expect(rows.map(\.line) == [2, 3, 5])
    #expect(rows[0].country == Country("ES"))
    #expect(rows[0].platform == "spotify")
    #expect(rows[0].tier == nil)
    #expect(rows[0].amount.pico == 21_330_000_000)
    #expect(rows[1].tier == "a,\"b\"")
    #expect(rows[1].country == Country("WW"))
    #expect(rows[1].amount.pico == -12_345_000_000_000_001)
    #expect(rows[1].units == -3)
    #expect(rows[2].country == Country("ZZ"))
    #expect(rows[2].isAdjustment)
    #expect(summary.adjustments == 1)
    #expect(summary.days == nil)
    #expect(summary.declaredCountries.isEmpty)
    #expect(summary.controlTotals.isEmpty)
    #expect(summary.messageID == nil)
  }

  @Test(
    "Stores have their platform's code, by table or by rule",
    arguments: [
      ("Spotify", "spotify"), ("Apple Music", "apple_music"), ("YouTube (Audio)", "youtube_music"),
      ("YouTube (Red)", "youtube_music"), ("Amazon (Streaming)", "amazon_music"),
      ("Amazon Unlimited (streaming)", "amazon_music"), ("Deezer", "deezer"), ("iTunes Match", "itunes_match"),
      ("Instagram/Facebook", "instagram_facebook"), ("  7digital! ", "7digital"),
      ("Google Play All Access", "google_play_music"),
    ])
  func stores(store: String, code: String) throws {
    let row = "2026-10-25\t2026-09\t\(store)\tA\tB\tQZLL22600001\t036000291452\t2\t100\tSong\tDE\t0\t0.5"
    #expect(try read(distroKid(row)).rows[0].platform == code)
  }

  @Test("DistroKid: albums, adjustments, withheld barcodes, twelve decimals, quotes as they are, newer columns")
  func distroKidRows() throws {
    let (rows, summary) = try read(
      distroKid(
        "2026-10-25\t2026-09\tiTunes\tA\t\"B\t\t036000291452\t1\t100\tAlbum\tUS\t0\t0.700000000001",
        "2026-10-25\t2026-08\tFacebook\tA\tB\tQZLL22600001\t8.59718E+11\t0\t50\tSong\tOU\t0\t-0.001234567891"))
    #expect(rows[0].isrc == nil)
    #expect(rows[0].upc == GTIN("036000291452"))
    #expect(rows[0].amount.pico == 700_000_000_001)
    #expect(rows[1].country == Country("ZZ"))
    #expect(rows[1].upc == nil)
    #expect(rows[1].isAdjustment)
    #expect(rows[1].amount.pico == -1_234_567_891)
    #expect(summary.unreadableBarcodes == 1)
    #expect(summary.ignoredColumns.isEmpty)
    let newer =
      "Date Inserted\tReporting Date\tSale Month\tStore\tArtist\tTitle\tISRC\tUPC\tQuantity\tTeam Percentage\tSource Type"
      + "\tCountry of Sale\tSongwriter Royalties Withheld (USD)\tEarnings (USD)\tRecoup (USD)\tMood\n"
      + "2026-10-25\t2026-10-25\t2026-09\tTidal\tA\tB\tQZLL22600001\t\t3\t100\tSong\tMY\t0\t0.5\t\thappy\n"
    let read = try read(newer)
    #expect(read.rows[0].units == 3)
    #expect(read.summary.ignoredColumns == ["Mood"])
  }

  @Test("Apple Music: a fiscal month in one currency, totals where they are there")
  func appleMusic() throws {
    let row =
      "AU\t100200300\tIndirect Individual Monthly EXTENDED TRIAL\t4\t.021330\t.085320\tQZLL21500007\tSlow Water"
    let text =
      applePreamble.replacing("\n", with: "\t\t\n") + "\n"
      + appleHeader.replacing("Item Title", with: "Item_Title").replacing("Label", with: "Label/Studio/Network")
      + "\n\(row)\tSome Band\t1\t1\tQZLL21500007\t0\tSome Label\t\nTotal_Rows\t1\nTOTAL_AMOUNT\t.08532\n\n"
    let (rows, summary) = try read(text)
    let first = try #require(rows.first)
    #expect("\(first.period)" == "2017-10")
    #expect(first.days == Day("2017-10-01")!...Day("2017-11-04")!)
    #expect(summary.days == first.days)
    #expect(first.platform == "apple_music")
    #expect(first.country == Country("AU"))
    #expect(first.tier == "indirect individual monthly extended trial")
    #expect(first.externalID == "apple_music:100200300")
    #expect(first.units == 4)
    #expect(first.currency == Currency("AUD"))
    #expect(summary.controlTotals.map(\.name) == ["Total_Rows", "TOTAL_AMOUNT"])
    #expect(try refusal(text + "\(row)\tB\t1\t1\tD\t0\tb\t\n").reason.contains("below the totals"))
  }

  @Test("A fiscal month counts for the calendar month that has most of its days, the earlier of two")
  func fiscal() throws {
    let row = "AU\t1\tF\t4\t.02\t.08\tQZLL21500007\tS\tB\t1\t1\tD\t0\tb\t"
    for (first, last, period) in [
      ("12/31/2017", "02/03/2018", "2018-01"), ("01/28/2018", "02/24/2018", "2018-02"),
      ("02/15/2018", "03/14/2018", "2018-02"), ("2026-09-27", "2026-10-31", "2026-10"),
      ("2/1/2018", "2/1/2018", "2018-02"),
    ] {
      let text = apple(row).replacing("10/01/2017", with: first).replacing("11/04/2017", with: last)
      #expect(try "\(read(text).rows[0].period)" == period)
    }
  }

  @Test("Amounts are read as Amount reads them, digit for digit", arguments: UInt64(1)...5)
  func amounts(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    var texts = [
      "0", "-0", "000000000000000000000000000000000000012.5", "5.", "-.5", "999999999999999.999999999999",
      "-999999999999999.999999999999", "0.000000000001", "100000000000000.000000000001", "123456.789012345678",
    ]
    for _ in 0..<2000 {
      let whole = (0..<Int.random(in: 0...15, using: &generator)).map { _ in Int.random(in: 0...9, using: &generator) }
      let decimals = (0..<Int.random(in: 0...12, using: &generator)).map { _ in Int.random(in: 0...9, using: &generator)
      }
      guard whole.count + decimals.count > 0 else { continue }
      texts.append(
        (Bool.random(using: &generator) ? "-" : "") + whole.map(String.init).joined()
          + (decimals.isEmpty ? "" : ".") + decimals.map(String.init).joined())
    }
    let rows = texts.map { "2026-10,spotify,DE,free,QZLL22600001,1,\($0),EUR" }.joined(separator: "\n")
    let read = try read(PlatformReportsTests.own(rows)).rows
    #expect(read.count == texts.count || texts.contains("0.1234567890123"))
    for (row, text) in zip(read, texts) {
      // `Amount` counts leading zeros as digits.
      let digits = text.replacing("-", with: "").drop { $0 == "0" }
      let expected = try Amount((text.hasPrefix("-") ? "-" : "") + (digits.first?.isNumber == true ? "" : "0") + digits)
      #expect(row.amount == expected, "\(text)")
    }
  }

  @Test("A file whose units leave the range of sums is refused, not trapped on")
  func tooManyUnits() throws {
    let row = "2026-10,spotify,DE,free,QZLL22600001,-1000000000000,1,EUR\n"
    var reader = ReportReader(shipped, file: "report.csv") { _ in }
    let head = Array((ownHeader + "\n").utf8)
    try head.withUnsafeBytes { try reader.read($0) }
    let block = Array(String(repeating: row, count: 100_000).utf8)
    var error: ReportError?
    for _ in 0..<11 {
      do { try block.withUnsafeBytes { try reader.read($0) } } catch let thrown as ReportError { error = thrown }
    }
    #expect(error?.line == 1_000_002)
    #expect(error?.reason.contains("10^18") == true)
  }
}
