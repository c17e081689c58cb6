extension ReportFormat {
  /// The detail of Apple Music's financial reports: four lines about the file, then tab-separated columns.
  ///
  /// It is for a month of Apple's fiscal calendar, in one currency, with American dates. Plays online and offline stand
  /// in rows of their own. Apple names columns with spaces or underscores; later reports call the quantity royalty
  /// bearing plays. Reports of Apple's stores end in totals, which are checked where they are there.
  static let appleMusic = ReportFormat(
    name: "apple-music",
    title: "Apple Music financial detail (begins with Start Date, End Date, Report Type, Currency)",
    delimiter: UInt8(ascii: "\t"), isQuoted: false, start: .firstCell(["Start Date", "Start", "Start_Date"]),
    body: .table(
      TableLayout(
        columns: [
          .required(.country, "Storefront Name", "Storefront"), .optional(.externalID, "Apple Identifier"),
          .optional(.tier, "Membership Type"), .required(.units, "Quantity", "Total Royalty Bearing Plays"),
          .optional(nil, "Net Royalty"), .required(.amount, "Net Royalty Total"), .required(.isrc, "ISRC"),
          .optional(nil, "Item Title", "Content Title"), .optional(nil, "Item Artist", "Content Artist"),
          .optional(nil, "Item Type"), .optional(nil, "Media Type"), .optional(nil, "Vendor Identifier"),
          .optional(nil, "Offline Indicator"), .optional(nil, "Label", "Label/Studio/Network"),
          .optional(nil, "Grid"),
        ],
        allowsOtherColumns: true,
        preamble: [
          .init(names: ["Start Date", "Start"], meaning: .firstDay),
          .init(names: ["End Date", "End"], meaning: .lastDay),
          .init(names: ["Report Type"], meaning: .platform),
          .init(names: ["Currency"], meaning: .currency),
        ],
        footers: [
          .init(names: ["Total_Rows", "Row Count"], meaning: .rows),
          .init(names: ["Total_Units", "Total Quantity"], meaning: .units),
          .init(names: ["Total_Amount", "Total Net Royalty"], meaning: .amount),
        ],
        namespace: "apple_music")))
}
