import Foundation

/// Documents checked against a JSON Schema by another program.
package enum SchemaValidation {
  /// What the validator finds wrong, an empty list where nothing is.
  ///
  /// - Parameters:
  ///   - schema: the schema's file.
  ///   - documents: files to check.
  package static func problems(_ schema: String, _ documents: [String]) throws -> [String] {
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      validator = jsonschema.Draft202012Validator(schema)
      print(json.dumps([f'{path}: {"/".join(map(str, e.absolute_path))}: {e.message[:200]}'
        for path in sys.argv[2:] for e in validator.iter_errors(json.load(open(path)))]))
      """
    let output = try Command.output("/usr/bin/python3", ["-c", script, schema] + documents)
    return try JSONSerialization.jsonObject(with: Data(output.utf8)) as! [String]
  }
}
