extension ReportFormat {
  /// Our own: `period,platform,country,tier,isrc,units,amount,currency`, the columns in any order, and where a row is of no
  /// ISRC `upc` or `external_id`, the platform's own without its namespace.
  ///
  /// It has no control totals, so a cut is seen only inside a line. An empty tier is one that the report does not tell.
  static let own = ReportFormat(
    name: "own", title: "Ledgerline's own CSV (period,platform,country,tier,isrc,units,amount,currency)",
    delimiter: UInt8(ascii: ","), isQuoted: true, start: .columns(4),
    body: .table(
      TableLayout(
        columns: [
          .required(.period, "period"), .required(.platform, "platform"), .required(.country, "country"),
          .required(.tier, "tier"), .required(.isrc, "isrc"), .required(.units, "units"),
          .required(.amount, "amount"), .required(.currency, "currency"), .optional(.upc, "upc"),
          .optional(.externalID, "external_id"),
        ],
        allowsOtherColumns: false)))
}
