import PlatformReports
import Plays
import Store

/// Titles and performers of a report's rows, once for each name: the first that it has.
struct ReportWords {
  private typealias Words = (title: String?, artist: String?)

  /// Names of a report at most; of a larger one those that come first.
  private static let limit = 100_000

  private var byISRC: [ISRC: Words] = [:]
  private var byID: [String: Words] = [:]
  private var byBarcode: [GTIN: Words] = [:]

  mutating func add(_ row: ReportRow) {
    guard row.title != nil || row.artist != nil, byISRC.count + byID.count + byBarcode.count < Self.limit else {
      return
    }
    if let isrc = row.isrc {
      if byISRC[isrc] == nil { byISRC[isrc] = (row.title, row.artist) }
    } else if let id = row.externalID {
      if byID[id] == nil { byID[id] = (row.title, row.artist) }
    } else if let upc = row.upc, byBarcode[upc] == nil {
      byBarcode[upc] = (row.title, row.artist)
    }
  }

  var all: [ReportWordStore.Words] {
    byISRC.map { .init(ReportedName(isrc: $0.key), title: $0.value.title, artist: $0.value.artist) }
      + byID.map { .init(ReportedName(rowID: $0.key), title: $0.value.title, artist: $0.value.artist) }
      + byBarcode.map { .init(ReportedName(upc: $0.key), title: $0.value.title, artist: $0.value.artist) }
  }
}
