import Plays

/// The HEAD record of a DDEX flat file.
struct RecordHead {
  /// Values that summaries fall back on.
  struct Context {
    /// The sender's, for summaries that name no channel of distribution.
    let platform: String?
    let days: ClosedRange<Day>?
  }

  /// The party id, or the name where there is none.
  let sender: String?
  let messageID: String
  let context: Context

  var days: ClosedRange<Day>? { context.days }

  init(_ record: Record, profiles: [String], cells: inout CellReader) throws(CellError) {
    guard let profile = record["Profile"], profiles.contains(where: { $0.lowercased() == profile.text.lowercased() })
    else {
      let cell = record["Profile"] ?? record.type
      throw cell.error("\(cell.quoted) is not \(profiles[0]); ask for a report in that profile")
    }
    for name in ["NumberOfFiles", "FileNumber"] {
      guard let cell = record[name], !cell.isEmpty else { continue }
      guard try Figures.units(cell, allowsZeroDecimals: false) == 1 else {
        throw cell.error(
          "the report is split over several files, whose totals cannot be checked; ask for it in one file")
      }
    }
    guard let id = record["MessageId"], !id.isEmpty else {
      throw record.type.error("there is no MessageId, by which a second delivery is known")
    }
    messageID = try CellReader.name(id, "MessageId")
    let name = record["SenderName"].flatMap { $0.isEmpty ? nil : $0 }
    let party = record["SenderPartyId"].flatMap { $0.isEmpty ? nil : $0 } ?? name
    sender = try party.map { (cell) throws(CellError) in try CellReader.name(cell, "sender") }
    context = Context(
      platform: try name.map { (cell) throws(CellError) in try cells.store(cell) },
      days: try record.days("UsageStartDate", "UsageEndDate"))
  }
}
