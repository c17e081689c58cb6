import CSV
import Catalog
import Plays
import Refusals
import Testing

private let header = "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids"
private let row =
  "QZLL22600001,Paper Moon,art-1,Luna Mar,011000000075,First,lab-1,Northwind,spotify:sp1|apple_music:900"

/// A second track of the same album, which no external id names.
private let other = "QZLL22600002,Slow Tide,art-1,Luna Mar,011000000075,First,lab-1,Northwind,"

private func entries(_ lines: String...) throws -> [CatalogEntry] {
  let text = lines.joined(separator: "\n") + "\n"
  var file = try CatalogFile(CSVReader(file: "catalog.csv", bytes: Array(text.utf8)), file: "catalog.csv")
  var entries: [CatalogEntry] = []
  while let next = try file.next() { entries.append(next.entry) }
  return entries
}

private func refusal(_ lines: String...) throws -> InputError {
  let text = lines.joined(separator: "\n") + "\n"
  return try #require(
    #expect(throws: InputError.self) {
      var file = try CatalogFile(CSVReader(file: "catalog.csv", bytes: Array(text.utf8)), file: "catalog.csv")
      while try file.next() != nil {}
    })
}

/// The good row with one field replaced.
private func row(_ column: String, _ value: String) -> String {
  let columns = header.split(separator: ",")
  var fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  fields[columns.firstIndex(of: column[...])!] = value
  return fields.joined(separator: ",")
}

@Suite("catalog.csv")
struct CatalogFileTests {
  @Test("A row is read column by column")
  func goodRow() throws {
    let entry = try #require(try entries(header, row).first)
    #expect(
      entry
        == CatalogEntry(
          isrc: ISRC("QZLL22600001")!, title: "Paper Moon", artist: .init(id: "art-1", name: "Luna Mar"),
          album: GTIN("011000000075")!, albumTitle: "First", label: .init(id: "lab-1", name: "Northwind"),
          externalIDs: ["spotify:sp1", "apple_music:900"], featured: []))
  }

  @Test("A barcode may lack the zero in front that a spreadsheet takes away")
  func elevenDigits() throws {
    let entry = try #require(try entries(header, row("album_upc", "11000000075")).first)
    #expect(entry.album.description == "011000000075")
    for text in ["1100000007", "11000000076", "1100000007X"] {
      #expect(try refusal(header, row("album_upc", text)).description.contains("is not a UPC"), "\(text)")
    }
  }

  @Test("Which release is primary may stand in `primary`, as yes or no")
  func primary() throws {
    let said = try entries("\(header),primary", "\(row),yes", "\(row),No", "\(row),").map(\.isPrimary)
    #expect(said == [true, false, nil])
    let refused = try refusal("\(header),primary", "\(row),1")
    #expect(refused.line == 2 && refused.description.contains("primary: \"1\" is neither yes nor no"), "\(refused)")
  }

  @Test("The day from which a row holds may stand in `from`, and is a day")
  func from() throws {
    let days = try entries("\(header),from", "\(row),2026-11-01", "\(row),").map(\.from)
    #expect(days == [Day("2026-11-01"), nil])
    for text in ["2026-11", "2026-11-31", "Nov 1", "-infinity"] {
      let refused = try refusal("\(header),from", "\(row),\(text)")
      #expect(refused.line == 2 && refused.description.contains("from: \"\(text)\" is not a day"), "\(refused)")
    }
  }

  @Test(
    "Names are never split: AC/DC is one artist, and so is any other",
    arguments: ["AC/DC", "Okoro & Sons", "Tyler, The Creator", "Earth; Wind|Fire", "A feat. B", "A x B", "=1+1"])
  func oneArtist(name: String) throws {
    let entry = try #require(try entries(header, row("artist_name", "\"\(name)\"")).first)
    #expect(entry.artist.name == name)
    #expect(entry.featured == [])
  }

  @Test(
    "Titles keep quotes, commas, line breaks and every script",
    arguments: ["Return \"Home\"", "Paper, Moon", "Ünder Glass", "日本", "two\nlines", "=HYPERLINK(\"x\")"])
  func titles(title: String) throws {
    let quoted = "\"" + title.replacing("\"", with: "\"\"") + "\""
    #expect(try entries(header, row("title", quoted)).map(\.title) == [title])
  }

  @Test("An ISRC and a barcode are read in any usual spelling")
  func identifiers() throws {
    #expect(try entries(header, row("isrc", "qz-ll2-26-00001")).map(\.isrc.description) == ["QZLL22600001"])
    let entry = try #require(try entries(header, row("album_upc", "00011000000075")).first)
    #expect(entry.album == GTIN("011000000075"))
  }

  @Test("A track may have no external id, one, or more; namespaces are kept in lower case")
  func externalIDs() throws {
    #expect(try entries(header, row("external_ids", "")).map(\.externalIDs) == [[]])
    #expect(try entries(header, row("external_ids", "Spotify:Ab9")).map(\.externalIDs) == [["spotify:Ab9"]])
    #expect(try entries(header, row("external_ids", "a:1|b:x:y|")).map(\.externalIDs) == [["a:1", "b:x:y"]])
  }

  @Test("Featured artists are listed beside the track's own")
  func featured() throws {
    let lines = try entries(
      header + ",featured_artists", row + ",art-2=AC/DC|art-3=Mix = Match", other + ",")
    #expect(lines[0].artist.id == "art-1")
    #expect(lines[0].featured == [.init(id: "art-2", name: "AC/DC"), .init(id: "art-3", name: "Mix = Match")])
    #expect(lines[1].featured == [])
  }

  @Test("Columns may stand in any order")
  func columnOrder() throws {
    let order = [8, 3, 0, 5, 1, 7, 2, 6, 4]
    func reordered(_ line: String) -> String {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return order.map { String(fields[$0]) }.joined(separator: ",")
    }
    #expect(try entries(reordered(header), reordered(row)) == entries(header, row))
  }

  @Test("A catalog without tracks is empty")
  func noRows() throws {
    #expect(try entries(header).isEmpty)
  }
}

@Suite("Refusals of catalog.csv")
struct CatalogRefusalTests {
  @Test(
    "A field that is not what it should be is refused at its line, quoting it",
    arguments: [
      ("isrc", "QZLL2260000"), ("isrc", "not an isrc"), ("album_upc", "011000000076"), ("album_upc", "12345"),
      ("artist_id", "art 1"), ("artist_id", "art/1"), ("label_id", "lab:1"), ("label_id", "<lab>"),
      ("external_ids", "sp1"),
      ("artist_id", "\u{212A}"), ("label_id", "\u{212A}"), ("external_ids", "isni:e\u{301}"),
      ("external_ids", "spotify:"), ("external_ids", ":sp1"), ("external_ids", "spotify:a|b"),
    ])
  func badField(column: String, value: String) throws {
    let error = try refusal(header, row("isrc", "QZLL22600009"), row(column, value))
    #expect(error.file == "catalog.csv")
    #expect(error.line == 3)
    #expect(error.reason.contains(value.split(separator: "|").last!))
  }

  @Test(
    "Every column but the external ids must be filled",
    arguments: ["isrc", "title", "artist_id", "artist_name", "album_upc", "album_title", "label_id", "label_name"])
  func emptyField(column: String) throws {
    for value in ["", "  "] {
      let error = try refusal(header, row(column, value))
      #expect(error.line == 2)
      #expect(error.reason.contains(column))
    }
  }

  @Test("Every column but the featured artists must be there", arguments: header.split(separator: ",").map(String.init))
  func missingColumn(column: String) throws {
    let error = try refusal(header.split(separator: ",").filter { $0 != column }.joined(separator: ","), row)
    #expect(error.line == 1)
    #expect(error.reason.contains(column))
  }

  @Test(
    "A featured artist that is not id=name is refused",
    arguments: ["art-2", "=Name", "art-2=", "a b=Name", "\u{212A}=Name", "art-2=A|art-3"])
  func badFeatured(value: String) throws {
    let error = try refusal(header + ",featured_artists", row + ",\(value)")
    #expect(error.line == 2)
    #expect(error.reason.contains("featured artist"))
  }

  @Test(
    "A NUL character is refused: no database keeps it",
    arguments: ["title", "artist_name", "album_title", "label_name", "artist_id"])
  func nul(column: String) throws {
    #expect(try refusal(header, row(column, "a\u{0}b")).line == 2)
  }

  @Test("An id has at most 128 bytes")
  func longID() throws {
    let longest = String(repeating: "a", count: 128)
    #expect(try entries(header, row("artist_id", longest)).map(\.artist.id) == [longest])
    #expect(try refusal(header, row("artist_id", longest + "a")).line == 2)
  }

  @Test("A row after quoted line breaks is named by its own first line")
  func lineNumbers() throws {
    let error = try refusal(header, row("title", "\"one\ntwo\nthree\""), row("isrc", "nonsense"))
    #expect(error.line == 5)
  }
}
