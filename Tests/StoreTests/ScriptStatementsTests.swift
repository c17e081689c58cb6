import Foundation
import Store
import TestSupport
import Testing

@Suite("Statements of a script")
struct ScriptStatementsTests {
  @Test(
    "End at semicolons that stand for themselves",
    arguments: [
      ("SELECT 1; SELECT 2;", ["SELECT 1", " SELECT 2"]),
      ("SELECT 1;\n-- no statement;\n", ["SELECT 1"]),
      ("", []), (" ;; /* ; /* ; */ ; */ ;", []),
      ("SELECT ';', 'it''s;' ; SELECT \"a;b\"", ["SELECT ';', 'it''s;' ", " SELECT \"a;b\""]),
      ("SELECT E'\\';' ; SELECT type'\\'; SELECT 3", ["SELECT E'\\';' ", " SELECT type'\\'", " SELECT 3"]),
      ("DO $$ BEGIN a; b; END $$; SELECT 1", ["DO $$ BEGIN a; b; END $$", " SELECT 1"]),
      ("DO $a$ $$; $$ $b$; $a$; SELECT 1", ["DO $a$ $$; $$ $b$; $a$", " SELECT 1"]),
      ("SELECT a$b;SELECT $1;", ["SELECT a$b", "SELECT $1"]),
      ("SELECT 1 -- a;b\n; SELECT 6 / 2 - 1", ["SELECT 1 -- a;b\n", " SELECT 6 / 2 - 1"]),
    ])
  func statements(script: String, expected: [String]) {
    #expect(ScriptStatements.all(script) == expected)
  }

  @Test("Those of every migration are all of it")
  func migrations() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: Project.migrations) {
      let script = try String(contentsOfFile: "\(Project.migrations)/\(name)", encoding: .utf8)
      let statements = ScriptStatements.all(script)
      #expect(!statements.isEmpty && script.hasPrefix(statements.joined(separator: ";")), "\(name)")
    }
  }
}
