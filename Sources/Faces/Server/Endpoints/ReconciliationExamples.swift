/// Examples of answers about reconciliation, for the documentation.
enum ReconciliationExamples {
  static let report =
    #""reconciliation":1,"file":"report-spotify-2026-10.csv","format":"own","status":"received","received_at":"2026-11-20T09:12:44.031Z","rows":241"#
  static let item =
    #"{"report":{\#(report)},"scopes":[{"period":"2026-10","platform":"spotify"}],"sums":[{"currency":"USD","estimated":"312.410000000000","reported":"309.870000000000","variance":"-2.540000000000"}],"verdict":"fine"}"#
  static let figures =
    #""estimated_units":1051,"compared_units":1051,"reported_units":1060,"estimated":"4.262905000000","compared":"4.262905000000","reported":"4.299641000000","variance":"0.036736000000","parts":{"units":"0.036504000000","rate":"0.000232000000","fx":"0.000000000000","rate_and_fx":"0.000000000000","adjustments":"0.000000000000","not_estimated":"0.000000000000","cut_off":"0.000000000000"}"#
  static let line =
    #"{"line":17,"period":"2026-10","platform":"spotify","country":"DE","status":"over","currency":"EUR","tier":"free","isrc":"QZLL22600001",\#(figures)}"#
  static let parts =
    #""report":{\#(report)},"scopes":[{"period":"2026-10","platform":"spotify","countries":["DE","US"]}],"still_estimated":[{"period":"2026-10","platform":"spotify","country":"SE","plays":120}],"lines":{"matched":180,"over":12,"not_ours":1},"totals":[{"period":"2026-10","platform":"spotify","currency":"USD","estimated":"312.410000000000","compared":"312.410000000000","reported":"309.870000000000","variance":"-2.540000000000","verdict":"fine"}],"by":"platform","sums":[{"key":"spotify","currency":"USD","lines":120,\#(figures)}],"true_up":[{"payee":"art-0007","currency":"USD","amount":"-0.914400000000"}],\#(accounted)"#
  static let whole = "{\(parts)}"
  static let uploaded =
    #"{"reconciliation":1,"already_known":false,"not_ours":1,"reading":\#(reading),\#(parts)}"#
  private static let reading =
    #"{"rows":181,"kept_apart":0,"left_out":0,"units":180179,"totals":{"EUR":"281.667814000000","GBP":"123.157337000000","#
    + #""JPY":"15562.098750000000","USD":"128.144627000000"},"kept_apart_totals":{},"left_out_totals":{},"#
    + #""file_totals":{"EUR":"281.667814000000","GBP":"123.157337000000","JPY":"15562.098750000000","#
    + #""USD":"128.144627000000"},"rounding":{},"gross":{},"fees":{},"monetisation":{},"origins":{},"control_totals":[],"#
    + #""ignored_columns":[],"ignored_sheets":[],"unreadable_barcodes":0}"#
  private static let accounted =
    #""accounted":[{"currency":"USD","booked":"309.870000000000","suspended":"1.120000000000","booked_rows":192,"#
    + #""suspended_rows":1,"rounding":"0.00000000000042","transfers":"-250.000000000000","left_out":"0.000000000000","#
    + #""file":"60.98999999999958"}]"#
  static let apart =
    #"{"rows":[{"line":214,"kind":"transfer","rule":"item type: payout","amount":"-250.000000000000","currency":"USD"}],"#
    + #""next":null}"#
  static let totals =
    #"{"totals":[{"summary":"S1","period":"2026-10","platform":"spotify","country":"US","tier":"premium","currency":"USD","#
    + #""rows":"4.120000000000","final_total":"5.000000000000","usage_independent_fee":"1.000000000000","#
    + #""fee_type":"MinimumGuarantee","deductions":"0.120000000000","deduction_type":"Tax","exchange_rate":"1.0842","#
    + #""exchange_rate_source":"ECB","exchange_rate_date":"2026-11-02"}],"next":null}"#
  static let lines = #"{"lines":[\#(line)],"next":17}"#
  static let detail =
    #"{"line":\#(line),"track":{"isrc":"QZLL22600001","title":"Half Light","artist":"art-0007","artist_name":"Luna Mar"},"contract":{"contract":"C-1","version":1},"rows":[{"reconciliation":1,"line":2,"units":1060,"amount":"4.299641000000","currency":"EUR","tier":"free"}],"more_rows":false,"plays":[{"day":"2026-10-01","plays":34}],"postings":[{"transaction":12,"date":"2026-10-31","cause":"accrual","basis":"estimated","currency":"EUR","plays":1051,"gross":"4.262905000000","converted":"4.262905000000","fee":"0.639435750000"}]}"#
  static let file =
    "period,platform,country,tier,isrc,units,amount,currency\n2026-10,spotify,DE,free,QZLL22600001,1060,4.299641,EUR\n"
  static let export =
    "line,period,platform,country,tier,isrc,status,currency,...\n17,2026-10,spotify,DE,free,QZLL22600001,over,EUR,...\n"
}
