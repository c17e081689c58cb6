import Testing

/// Rules of CONTRIBUTING.md for sources, as far as they can be read off their text.
@Suite("Sources")
struct SourceStyleTests {
  private static let sources = TextFiles.sources

  @Test("import what stands below them or beside them, and nothing above")
  func floors() {
    let order = ["Foundations", "Domain", "Services", "Answers", "Faces"]
    var floors: [String: Int] = [:]
    for file in Self.sources.files.keys {
      let parts = file.split(separator: "/").map(String.init)
      // Answers is a floor and its only target.
      floors[parts[1] == "Answers" ? parts[1] : parts[2]] = order.firstIndex(of: parts[1])
    }
    #expect(floors.count > 20 && floors.values.allSatisfy { $0 >= 0 }, "\(floors)")
    let found = Self.sources.lines().filter { line in
      guard let module = line.imported, let floor = floors[String(module)] else { return false }
      return floor > order.firstIndex(of: String(line.file.split(separator: "/")[1]))!
    }
    #expect(found.isEmpty, "arrows only go down: \(found)")
  }

  @Test(
    "import a C library in its one owner",
    arguments: [
      ("CLibpq", "Sources/Foundations/Postgres/"), ("CLibrdkafka", "Sources/Foundations/Kafka/"),
      ("CZlib", "Sources/Foundations/Gzip/"), ("CLibxlsxwriter", "Sources/Foundations/Workbook/"),
      ("CExpat", "Sources/Foundations/Sheets/"),
      ("CProcess", "Sources/Faces/ledgerline/Services/"),
    ])
  func libraries(module: String, owner: String) {
    let found = Self.sources.lines().filter { $0.imported == module[...] }
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.file.hasPrefix(owner) }, "\(found)")
  }

  @Test("have SQL in Store; of sessions, locks and transactions in Postgres")
  func sql() {
    // The private server is asked by psql whether it answers.
    let found = Self.sources.matching(
      /(^ *|")(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM|WITH [a-z_]+|BEGIN|COMMIT|SET|LOCK|COPY) ?/,
      but: [
        "Sources/Services/Store/", "Sources/Foundations/Postgres/",
        "Sources/Services/EmbeddedPostgres/EmbeddedPostgres.swift",
      ]
    ).filter { !$0.isComment }
    #expect(found.isEmpty, "a statement is a method of a store: \(found)")
  }

  @Test("of the domain are pure: no input or output, no clock, no chance, no async")
  func purity() {
    let impure =
      /\b(async|await|Task|FileManager|FileHandle|ProcessInfo|URLSession|DispatchQueue|Mutex|print)\b|\bDate\(\)|Clock\(\)|\.now\b|UUID\(\)|\.random/
    let found = Self.sources.matching(impure, in: ["Sources/Domain/", "Sources/Foundations/Money/"])
      .filter { !$0.isComment }
    #expect(found.isEmpty, "pass it in: \(found)")
    let modules: Set<Substring> = [
      "Dispatch", "Glibc", "Logging", "CoreMetrics", "Postgres", "Kafka", "Synchronization",
    ]
    let imports = Self.sources.lines(in: ["Sources/Domain/"]).filter { modules.contains($0.imported ?? "") }
    #expect(imports.isEmpty, "\(imports)")
  }

  @Test("have no floating point near money")
  func floatingPoint() {
    // A second of 1970 on and a whole number of JSON are no money.
    let found = Self.sources.matching(
      /\b(Double|Float|Decimal|NSDecimalNumber)\b/,
      in: [
        "Sources/Domain/", "Sources/Foundations/Money/", "Sources/Services/Posting/", "Sources/Services/Store/Books/",
      ],
      but: ["Sources/Domain/Statements/MonthlyTime.swift", "Sources/Domain/Schemas/SchemaCheck.swift"]
    ).filter { !$0.isComment }
    #expect(found.isEmpty, "\(found)")
  }

  @Test("fit on a few screens")
  func length() {
    let found = Self.sources.files.mapValues(\.count).filter { $0.value > 300 }
    #expect(found.isEmpty, "a file that has to be scrolled for its purpose is two files: \(found)")
  }

  @Test("show nothing outside the package but what Benchmarks takes")
  func access() {
    // A public type of these is held to public protocols wherever it conforms to them.
    let found = Self.sources.matching(
      /^ *(@\w+ )*public\b/, but: ["Sources/Foundations/Money/", "Sources/Domain/Plays/", "Sources/Domain/Rates/"]
    ).filter { !$0.text.contains(/public (init\(from|init\?\(argument|func encode\(to)/) }
    #expect(found.isEmpty, "package is enough: \(found)")
  }

  @Test("say what a thing is in the first words of its comment")
  func comments() {
    let questions = /^ *\/\/\/ (What|Whether|Whose|Which|Who|How|Of|Where|When)\b/
    let found = Self.sources.files.values.flatMap { lines in
      zip([nil] + lines, lines).filter { before, line in
        line.text.contains(questions) && before?.text.contains(/^ *\/\/\//) != true
      }.map(\.1)
    }
    #expect(found.isEmpty, "begin with a noun or a verb: \(found)")
  }

  @Test("have names of the field")
  func names() {
    let found = Self.sources.matching(
      /\b(struct|class|enum|actor|protocol|typealias) \w*(Manager|Helper|Utils?|Wrapper)\b/)
    #expect(found.isEmpty, "\(found)")
    let unfinished = Self.sources.matching(/\b(TODO|FIXME|XXX)\b/)
    #expect(unfinished.isEmpty, "\(unfinished)")
  }
}
