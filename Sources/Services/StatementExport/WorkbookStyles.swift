import Money
import Workbook

/// The looks of a statement's cells.
extension WorkbookRendering.Styles {
  init(_ workbook: Workbook, _ currency: Currency) throws {
    func format(_ change: (inout CellStyle) -> Void) throws -> CellFormat {
      var style = CellStyle()
      change(&style)
      return try workbook.addFormat(style)
    }
    let minor = currency.minorUnitDecimals
    let money = minor == 0 ? "#,##0" : "#,##0." + String(repeating: "0", count: minor)
    // A line can be less than a cent: what is behind the minor unit is shown where there is something.
    let fine = "#,##0.00##########"
    self.init(
      title: try format { style in
        style.size = 16
        style.isBold = true
      },
      label: try format { $0.isBold = true }, muted: try format { $0.isMuted = true },
      exact: try format { style in
        style.isMuted = true
        style.isRightAligned = true
      },
      header: try format { $0.isHeader = true },
      numberHeader: try format { style in
        style.isHeader = true
        style.isRightAligned = true
      },
      text: try format { _ in }, integer: try format { $0.numberFormat = "#,##0" },
      money: try format { $0.numberFormat = fine },
      strong: try format { style in
        style.numberFormat = money
        style.isBold = true
      },
      percent: try format { $0.numberFormat = "0.00##########" },
      total: try format { style in
        style.numberFormat = fine
        style.isTotal = true
      },
      totalInteger: try format { style in
        style.numberFormat = "#,##0"
        style.isTotal = true
      })
  }
}
