/// An ISO 4217 currency.
public struct Currency: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The three-letter code, upper-case.
  public let code: String
  /// Decimals of the minor unit: JPY 0, KWD 3, most 2.
  public let minorUnitDecimals: Int

  /// The currency of a code, without regard to case; `nil` where ISO 4217 has none such.
  public init?(_ code: some StringProtocol) {
    // Some letters beyond ASCII have ASCII capitals.
    guard code.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    let code = code.uppercased()
    guard let decimals = Self.decimals[code] else { return nil }
    self.code = code
    self.minorUnitDecimals = decimals
  }

  /// Every currency, in the order of the codes.
  public static let all: [Currency] = decimals.keys.sorted().compactMap { Currency($0) }

  public static func < (a: Currency, b: Currency) -> Bool { a.code < b.code }
  public static func == (a: Currency, b: Currency) -> Bool { a.code == b.code }
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
  public var description: String { code }

  /// Active codes of ISO 4217 with their minor units. Funds, metals and test codes are left out: nobody is paid in them.
  private static let decimals: [String: Int] = {
    let two = """
      AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP \
      CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR \
      JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN \
      NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP \
      SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
      """
    let zero = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
    let three = "BHD IQD JOD KWD LYD OMR TND"
    var table: [String: Int] = [:]
    for (codes, decimals) in [(two, 2), (zero, 0), (three, 3)] {
      for code in codes.split(separator: " ") { table[String(code)] = decimals }
    }
    return table
  }()
}
