import Foundation

/// Streams that `gzip` 1.12 wrote, with dynamic and fixed Huffman codes, beside what was packed.
enum Samples {
  /// `seq 1 300 | gzip -9n`
  static let numbers = bytes(
    """
    H4sIAAAAAAACAx3TyxEFIQwDwbuiQQIM5J/Yjvfuep9pYUVTS1ulo6snD9ly5CkvecslH/nKTxmKlShTWcpWSjnKVZ7m0LQmHzk1
    l+bWLM2jeTWf1tCyVrT4xqW1tUrraF2tpz20rR3tqc0P2tqlfbSv9lMNlVVRTdVS8XtLdVRX9XSGjnWiM3WWztbh7xydq/N0h651
    ozt1l+7WLV3+7dV9ekPPetGbektv65Xe0SNG1yDHoMcgyKDIIMmgySDKoMogy+Duz8Zdh+tyna7bdbyu1/noZwI63Zc7GpqIpqLJ
    aDqakKakSWlaejYEd+Q0PU1QU9QkNU1NVFPVZPVqMe4oa9KatiauqWvymr4msCns3bTcEdlUNplNZxPalDapTWsT29Ub4I7eJrgp
    bpKb5ia6qW6ym+4+PRbuSG/am/imvslv+hsAI2AIfHtV3KFgGIyDgTAShsJYGAyj4dfz6/0xQDyCR/AIHsEjeASP4BE84h4qd3gE
    j+ARPIJH8Age6T33oP9Fc9eb7lH3qnvWveseNh7BI3hk9vS5wyN4BI/gETyCR/AIHsEjq98Id3gEj+ARPIJH8AgewSN4ZPdj4g6P
    4BE8gkfwCB7BI3gEj1S/Ou7wCB7BI3gEj+ARPIJH8Mjp58kdHsEjeASP4BE8gkfwCB65/Y65wyN4BI/gETyCR/AIHsEjrx98v/ih
    D3YFpIhEBAAA
    """)
  static let numbersContent = Array((1...300).map { "\($0)\n" }.joined().utf8)

  /// `printf hello | gzip -1n`
  static let hello = bytes("H4sIAAAAAAAEA8tIzcnJBwCGphA2BQAAAA==")

  /// `gzip -c catalog.csv`: a header with a file name and a time.
  static let named = bytes("H4sICICivWoAA2NhdGFsb2cuY3N2AMssLkrWKcksyUnlAgCxERKMCwAAAA==")
  static let namedContent = Array("isrc,title\n".utf8)

  /// `gzip -9n < /dev/null`
  static let empty = bytes("H4sIAAAAAAACAwMAAAAAAAAAAAA=")

  private static func bytes(_ base64: String) -> [UInt8] {
    Array(Data(base64Encoded: base64, options: .ignoreUnknownCharacters)!)
  }
}
