extension ReportFormat {
  /// DDEX Digital Sales Report, flat file: the profile for financial reports to record companies, single records.
  ///
  /// Tab-separated records, `|` between repeated values, `ns::id`, `#` before comments. Cells are those of Part 8 of the
  /// standard, in its version 1.4. Versions of a type move cells; where a file explains its cells in a comment
  /// (`#SR08.01`, tab, names: Part 1, "Aiding human readability"), it is believed before this table. A summary read by
  /// the wrong cells does not pass: its territory, its currency and its sums would have to fit.
  static let dsr = ReportFormat(
    name: "dsr", title: "DDEX DSR flat file (begins with a HEAD record)",
    dialects: [Dialect(delimiter: UInt8(ascii: "\t"), isQuoted: false)], start: .firstCell(["HEAD", "#*"]),
    body: .records(
      RecordLayout(
        profiles: [
          "FinancialReportingToRecordCompaniesProfileSRB", "FinancialReportingToRecordCompaniesProfileSRBV",
        ],
        types: [head, summary, sale, footer],
        // "World" in the codes of CISAC, which DDEX allows beside those of ISO.
        territories: ["2136": "WW"])))

  private static let head = RecordType(
    .head, "HEAD",
    cells: """
      RecordType MessageVersion Profile ProfileVersion MessageId MessageCreatedDateTime FileNumber NumberOfFiles
      UsageStartDate UsageEndDate SenderPartyId SenderName ServiceDescription RecipientPartyId RecipientName
      RepresentedRepertoire
      """)

  private static let summary = RecordType(
    .summary, "SY10", versions: ["", ".01", ".02"],
    cells: """
      RecordType SummaryRecordId DistributionChannel DistributionChannelDPID CommercialModel UseType
      ReportingPeriodStartDate ReportingPeriodEndDate SubscriberType Subscribers ActiveSubscribers PromotionalActivity
      Territory ServiceDescription OfferType Quality TotalUsages AllocatedUsages Returns MusicUsagePercentage
      CurrencyOfTransaction CurrencyOfAccounting ExchangeRate ExchangeRateSource DateOfCurrencyExchange
      GrossRevenueInCurrencyOfTransaction GrossRevenueInCurrencyOfAccounting CalculationType CalculationValue
      DeductionType DeductionsInCurrencyOfTransaction DeductionsInCurrencyOfAccounting
      NetRevenueInCurrencyOfTransaction NetRevenueInCurrencyOfAccounting AllocatedRevenueInCurrencyOfTransaction
      AllocatedRevenueInCurrencyOfAccounting AllocatedNetRevenueInCurrencyOfTransaction
      AllocatedNetRevenueInCurrencyOfAccounting RightsControllerMarketShare SubscriptionFeeInCurrencyOfTransaction
      SubscriptionFeeInCurrencyOfAccounting UsageIndependentFeeType UsageIndependentFeeInCurrencyOfTransaction
      UsageIndependentFeeInCurrencyOfAccounting FinalTotalAmountInCurrencyOfTransaction
      FinalTotalAmountInCurrencyOfAccounting
      """)

  private static let sale = RecordType(
    .sale, "SR08", versions: ["", ".01"],
    cells: """
      RecordType SalesTransactionId GRid ICPN DspReleaseId LabelReleaseId ProprietaryReleaseId ContextReleaseGRid
      ReleaseType ReleaseTitle ReleaseSubTitle ReleaseDisplayArtistName ReleaseDisplayArtistPartyId ISRC ISAN
      DspResourceId LabelResourceId ProprietaryResourceId ResourceContextReleaseGRid ResourceType ResourceTitle
      ResourceSubTitle ResourceDisplayArtistName ResourceDisplayArtistPartyId SummaryRecordId SalesTransactionDate
      TotalUsages Returns NetUsage WholesalePriceInCurrencyOfTransaction WholesalePriceInCurrencyOfAccounting
      SuggestedConsumerPriceInCurrencyOfTransaction SuggestedConsumerPriceInCurrencyOfAccounting PriceType
      PriceRangeType PriceConsumerPaidExcSalesTaxInCurrencyOfTransaction
      PriceConsumerPaidExcSalesTaxInCurrencyOfAccounting DeductionType DeductionsInCurrencyOfTransaction
      DeductionsInCurrencyOfAccounting RightSharePercentage CalculatedUnitPriceInCurrencyOfTransaction
      CalculatedUnitPriceInCurrencyOfAccounting AllocatedRevenueInCurrencyOfTransaction
      AllocatedRevenueInCurrencyOfAccounting AllocatedNetRevenueInCurrencyOfTransaction
      AllocatedNetRevenueInCurrencyOfAccounting CopyrightObligationWithDSP
      """)

  private static let footer = RecordType(
    .footer, "SRFO", cells: "RecordType NumberOfLinesInReport NumberOfSummaryRecords")
}
