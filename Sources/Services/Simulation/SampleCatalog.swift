import Catalog
import Plays

/// A catalog of fictional music: 200 artists, 600 albums, 5,000 tracks, 2 labels. The same every time.
package enum SampleCatalog {
  package static let labels = [
    CatalogEntry.Party(id: "lab-northwind", name: "Northwind Records"),
    CatalogEntry.Party(id: "lab-quayside", name: "Quayside Music"),
  ]
  private static let artistCount = 200
  private static let albumCount = 600
  private static let trackCount = 5_000

  /// In the order of their ids.
  package static var artists: [CatalogEntry.Party] { made.artists }

  package static var entries: [CatalogEntry] { made.entries }

  private static let made: (artists: [CatalogEntry.Party], entries: [CatalogEntry]) = {
    var generator = SeededGenerator(seed: 0x4C65_6467_6572)
    let artists = (0..<artistCount).map { index in
      CatalogEntry.Party(id: "art-\(padded(index + 1, 4))", name: artistName(index, &generator))
    }
    let albums = (0..<albumCount).map { index in
      (gtin: barcode(index), title: pick(SampleNames.albumWords, &generator) + suffix(index, &generator))
    }
    let entries = (0..<trackCount).map { index in
      let album = index % albumCount
      let artist = album % artistCount
      let isFeaturing = generator.next() % 20 == 0
      let guest = artists[(artist + 1 + Int(generator.next() % 198)) % artistCount]
      return CatalogEntry(
        isrc: ISRC("QZLG126\(padded(index + 1, 5))")!,
        title: pick(SampleNames.trackFirst, &generator) + " " + pick(SampleNames.trackSecond, &generator),
        artist: artists[artist], album: albums[album].gtin, albumTitle: albums[album].title,
        label: labels[artist % labels.count],
        externalIDs: ["spotify:sp\(padded(index + 1, 7))", "apple_music:\(1_600_000_000 + index)"],
        featured: isFeaturing ? [guest] : [])
    }
    return (artists, entries)
  }()

  private static func artistName(_ index: Int, _ generator: inout SeededGenerator) -> String {
    // Each pair of words once, so that no two artists share a name.
    let first = SampleNames.artistFirst[index % SampleNames.artistFirst.count]
    let step = index / SampleNames.artistFirst.count
    let second = (index * 7 + step * 31 + 3) % SampleNames.artistSecond.count
    _ = generator.next()
    return first + " " + SampleNames.artistSecond[second]
  }

  private static func suffix(_ index: Int, _ generator: inout SeededGenerator) -> String {
    switch generator.next() % 6 {
    case 0: " " + pick(SampleNames.albumWords, &generator)
    case 1: " (Deluxe)"
    default: ""
    }
  }

  private static func pick(_ words: [String], _ generator: inout SeededGenerator) -> String {
    words[Int(generator.next() % UInt64(words.count))]
  }

  private static func barcode(_ index: Int) -> GTIN {
    let body = "0199" + padded(index + 1, 7)
    let sum = body.utf8.reversed().enumerated().reduce(0) { $0 + Int($1.element - 0x30) * ($1.offset % 2 == 0 ? 3 : 1) }
    return GTIN(body + String((10 - sum % 10) % 10))!
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: width - text.utf8.count) + text
  }
}
