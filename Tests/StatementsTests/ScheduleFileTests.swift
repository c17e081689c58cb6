import Contracts
import Plays
import Refusals
import Statements
import Testing

@Suite("The file of a schedule")
struct ScheduleFileTests {
  private static let whole = """
    schedule: lab-north
    day: 5
    time: "08:00"
    time_zone: Europe/Berlin
    label: lab-north
    formats: [json, xlsx]
    folder: north/statements
    """

  private func parse(
    _ text: String, mayBeAbsolute: Bool = false, known: ScheduleFile.Known = .anything
  ) throws -> ScheduleFile.Content {
    try ScheduleFile.parse(file: "s.yaml", text: text, mayBeAbsolute: mayBeAbsolute, known: known)
  }

  @Test("What it says is read, from YAML and from JSON alike")
  func reading() throws {
    let content = try parse(Self.whole)
    let schedule = content.schedule
    #expect(schedule.name == "lab-north" && schedule.recipients == .label("lab-north"))
    #expect(schedule.time.day == 5 && schedule.time.minute == 480 && schedule.time.timeText == "08:00")
    #expect(schedule.formats == [.xlsx, .json] && schedule.folder.description == "north/statements")
    #expect(content.isEnabled == nil && content.firstPeriod == nil)
    let json = """
      {"schedule":"lab-north","day":5,"time":"08:00","time_zone":"Europe/Berlin","label":"lab-north",
       "formats":["xlsx","json"],"folder":"north/statements","enabled":false,"first_period":"2026-10"}
      """
    let other = try parse(json)
    #expect(other.schedule == schedule && other.isEnabled == false && other.firstPeriod == Period("2026-10"))
    let last = try parse(Self.whole.replacing("day: 5", with: "day: last")).schedule
    #expect(last.time.day == nil && last.time.dayText == "last")
    let payees = try parse(Self.whole.replacing("label: lab-north", with: "payees: [b, a]")).schedule
    #expect(payees.recipients == .payees(["a", "b"]))
    #expect(
      try parse(Self.whole.replacing("label: lab-north", with: "everyone: true")).schedule.recipients == .everyone)
  }

  @Test(
    "What is not a schedule is refused with its line and the reason",
    arguments: [
      ("schedule: lab-north", "schedule: Lab North", 1, "schedule is a name"),
      ("schedule: lab-north", "schedule: ../x", 1, "schedule is a name"),
      ("day: 5", "day: 0", 2, "day is 1 to 28"), ("day: 5", "day: 29", 2, "day is 1 to 28"),
      ("day: 5", "day: +5", 2, "day is 1 to 28"), ("day: 5", "day: 05", 2, "day is 1 to 28"),
      ("day: 5", "day: monday", 2, "day is 1 to 28"),
      ("\"08:00\"", "\"8:00\"", 3, "time is HH:MM"), ("\"08:00\"", "\"24:00\"", 3, "time is HH:MM"),
      ("\"08:00\"", "\"08:60\"", 3, "time is HH:MM"), ("\"08:00\"", "\"+8:-1\"", 3, "time is HH:MM"),
      ("\"08:00\"", "\"०८:००\"", 3, "time is HH:MM"),
      ("Europe/Berlin", "CET", 4, "IANA"), ("Europe/Berlin", "Europe/Bielefeld", 4, "IANA"),
      ("Europe/Berlin", "GMT+1", 4, "IANA"), ("Europe/Berlin", "/etc/passwd", 4, "IANA"),
      ("label: lab-north", "everyone: false", 5, "everyone is true"),
      ("label: lab-north", "everyone: yes", 5, "everyone is true or false"),
      ("label: lab-north", "payees: []", 5, "at least one"), ("label: lab-north", "payees: a", 5, "at least one"),
      ("label: lab-north", "payees: [a, a]", 5, "twice"), ("label: lab-north", "payees: [[a]]", 5, "lists texts"),
      ("label: lab-north", "label: lab-north\npayees: [a]", 6, "exactly one of"),
      ("label: lab-north", "labels: x", 5, "unknown key \"labels\""), ("label: lab-north", "", 1, "exactly one of"),
      ("[json, xlsx]", "[json, pdf]", 6, "xlsx or json"), ("[json, xlsx]", "[json, json]", 6, "each once"),
      ("[json, xlsx]", "[]", 6, "at least one"),
      ("north/statements", "../north", 7, "folder"), ("north/statements", "north/../../x", 7, "folder"),
      ("north/statements", "north//x", 7, "folder"), ("north/statements", "./north", 7, "folder"),
      ("north/statements", "north/", 7, "folder"), ("north/statements", "/tmp/north", 7, "below the server's"),
      ("north/statements", "'north\\x'", 7, "folder"), ("north/statements", "'~/x y'", 7, "folder"),
      ("folder: north/statements", "folder: n\nenabled: maybe", 8, "true or false"),
      ("folder: north/statements", "folder: n\nfirst_period: October", 8, "is not a period"),
      ("day: 5", "day: 5\nday: 6", 2, "'day'"),
    ])
  func refusals(part: String, with other: String, line: Int, reason: String) throws {
    let text = Self.whole.replacing(part, with: other)
    let refused = try #require(throws: InputError.self) { _ = try parse(text) }
    #expect(refused.line == line && refused.description.contains(reason), "\(refused)")
  }

  @Test("Every key is needed; absolute paths are for the command line, and lead nowhere else")
  func keys() throws {
    for line in Self.whole.split(separator: "\n") {
      #expect(throws: InputError.self, "\(line)") { try parse(Self.whole.replacing(line, with: "")) }
    }
    let absolute = Self.whole.replacing("north/statements", with: "/srv/statements/north")
    let folder = try parse(absolute, mayBeAbsolute: true).schedule.folder
    #expect(folder.isAbsolute && folder.path(under: nil) == "/srv/statements/north")
    #expect(try parse(Self.whole).schedule.folder.path(under: "/srv") == "/srv/north/statements")
    #expect(try parse(Self.whole).schedule.folder.path(under: nil) == nil)
    for path in ["/srv/../etc", "/", "//etc", "/srv/./x"] {
      #expect(throws: InputError.self, "\(path)") {
        try parse(Self.whole.replacing("north/statements", with: path), mayBeAbsolute: true)
      }
    }
  }

  @Test("Names that nobody knows are refused in their line")
  func known() throws {
    let nobody = ScheduleFile.Known(isLabel: { $0 == "lab-quay" }, payee: { $0 == "a" ? .known($0) : .unknown })
    let label = try #require(throws: InputError.self) { _ = try parse(Self.whole, known: nobody) }
    #expect(label.description.contains("label \"lab-north\" is not in the catalog"))
    let text = Self.whole.replacing("label: lab-north", with: "payees:\n- a\n- z")
    let payee = try #require(throws: InputError.self) { _ = try parse(text, known: nobody) }
    #expect(payee.line == 7 && payee.description.contains("payee \"z\" is not known"))
  }
}
