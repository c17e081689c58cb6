extension ReportFormat {
  /// The tab-separated export of DistroKid's bank ("See excruciating detail").
  ///
  /// It has no control totals and no tiers. Earnings are what the account receives, after team shares and withheld
  /// songwriter royalties. A row of an album has no ISRC. `OU` stands for "outside the United States" in what Facebook
  /// reports through it: of which country is unknown, which is `ZZ`. The later export has a few columns more.
  static let distroKid = ReportFormat(
    name: "distrokid", title: "DistroKid bank details (TSV that begins with Reporting Date, Sale Month, Store)",
    delimiter: UInt8(ascii: "\t"), isQuoted: false, start: .columns(4),
    body: .table(
      TableLayout(
        columns: [
          .optional(nil, "Reporting Date"), .required(.period, "Sale Month"), .required(.store, "Store"),
          .optional(nil, "Artist"), .optional(nil, "Title"), .required(.isrc, "ISRC"), .required(.upc, "UPC"),
          .required(.units, "Quantity"), .optional(nil, "Team Percentage"),
          .optional(nil, "Song/Album", "Source Type"), .required(.country, "Country of Sale"),
          .optional(nil, "Songwriter Royalties Withheld", "Songwriter Royalties Withheld (USD)"),
          .required(.amount, "Earnings (USD)"), .optional(nil, "Date Inserted"), .optional(nil, "Recoup (USD)"),
        ],
        allowsOtherColumns: true, currency: "USD", territories: ["OU": "ZZ"])))
}
