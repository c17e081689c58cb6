import Plays
import Testing

@Suite("A territory")
struct CountryTests {
  /// The officially assigned codes of ISO 3166-1.
  private static let assigned: Set<String> = Set(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG \
    CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL \
    GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA \
    LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP \
    NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV \
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split(separator: " ").map(String.init))

  @Test("There are 249 assigned codes, to begin with")
  func count() {
    #expect(Self.assigned.count == 249)
  }

  @Test("Of all pairs of ASCII characters only the codes are territories, and each is its own")
  func allPairs() {
    let codes = Self.assigned.union(["XK", "WW", "ZZ"])
    var wrong: [String] = []
    for first in UInt8(0)..<128 {
      for second in UInt8(0)..<128 {
        let text = String(decoding: [first, second], as: UTF8.self)
        let upper = String(decoding: [first, second].map { $0 >= 0x61 && $0 <= 0x7A ? $0 - 32 : $0 }, as: UTF8.self)
        let expected = codes.contains(upper) ? upper : upper == "UK" ? "GB" : nil
        let read = Country(text)?.description
        if read != expected { wrong.append("\(text.debugDescription) reads as \(read ?? "none")") }
      }
    }
    #expect(wrong == [])
  }

  @Test("UK is GB")
  func unitedKingdom() throws {
    #expect(Country("UK") == Country("GB"))
    #expect(try #require(Country("uk")).description == "GB")
  }

  @Test(
    "English names are read, without regard to case",
    arguments: [
      ("Spain", "ES"), ("SPAIN", "ES"), ("spain", "ES"), ("United States", "US"), ("United States of America", "US"),
      ("USA", "US"), ("United Kingdom", "GB"), ("Great Britain", "GB"), ("South Korea", "KR"),
      ("Korea, Republic of", "KR"),
      ("North Korea", "KP"), ("Côte d'Ivoire", "CI"), ("Ivory Coast", "CI"), ("Czechia", "CZ"),
      ("Czech Republic", "CZ"),
      ("Türkiye", "TR"), ("TÜRKİYE", "TR"), ("Turkey", "TR"), ("Kosovo", "XK"), ("Viet Nam", "VN"), ("Vietnam", "VN"),
      ("Åland Islands", "AX"), ("A\u{30A}land Islands", "AX"), ("Réunion", "RE"), ("The Netherlands", "NL"),
      ("Trinidad and Tobago", "TT"), ("Trinidad & Tobago", "TT"), ("Hong Kong", "HK"), ("Taiwan", "TW"),
      ("Niger", "NE"),
      ("Nigeria", "NG"), ("Guinea", "GN"), ("Guinea-Bissau", "GW"), ("Dominica", "DM"), ("Dominican Republic", "DO"),
      ("Congo, The Democratic Republic of the", "CD"), ("Worldwide", "WW"),
    ])
  func names(name: String, code: String) {
    #expect(Country(name)?.description == code)
  }

  @Test(
    "Names that could mean two territories, and those that mean none, are refused",
    arguments: ["Korea", "Virgin Islands", "Atlantis", "", "X", "ESX", "724", "Spain ", "Europe"])
  func refused(name: String) {
    #expect(Country(name) == nil)
  }

  @Test(
    "Worldwide and unknown are territories of their own: a play from there is not dropped",
    arguments: ["WW", "ZZ", "XK", "ww", "zz", "xk"])
  func userAssigned(code: String) throws {
    #expect(
      try decoded(EventText().with("country", "\"\(code)\"").json).market.country.description == code.uppercased())
  }

  @Test(
    "An event's country is read by code or name",
    arguments: [
      ("\"UK\"", "GB"), ("\"Spain\"", "ES"), ("\"sp\\u0061in\"", "ES"), ("\"C\\u00f4te d'Ivoire\"", "CI"),
      ("\"jp\"", "JP"),
    ])
  func inEvents(json: String, code: String) throws {
    #expect(try decoded(EventText().with("country", json).json).market.country.description == code)
  }

  @Test(
    "An event's country that is none is refused",
    arguments: ["\"\"", "\"XX\"", "\"ESX\"", "\"Atlantis\"", "\"A[\"", "\"B`\"", "\"é\"", "\"J\"", "\"\\u0000\""])
  func refusedInEvents(json: String) {
    #expect(reason(EventText().with("country", json).json) == .unknownCountry)
  }

  @Test("Territories are ordered by code")
  func order() {
    #expect(["US", "AD", "GB"].compactMap { Country($0) }.sorted().map(\.description) == ["AD", "GB", "US"])
  }
}
