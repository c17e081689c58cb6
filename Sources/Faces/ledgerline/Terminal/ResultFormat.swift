import Answers
import ArgumentParser
import CSV
import Foundation

/// Format of a result on standard output.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, csv
  /// Every field as it is, for a program: a spreadsheet would run a title that is a formula.
  case rawCSV = "csv-raw"
}
