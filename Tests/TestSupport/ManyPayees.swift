import Foundation
import Postgres

/// A month of some thousand lines, of as many payees as one likes: each an artist with two tracks and a contract, which
/// shares with one of five labels.
package enum ManyPayees {
  package static let labels = 5

  /// - Parameter payees: artists; the labels come on top.
  package static func load(_ db: Connection, payees: Int) throws {
    var script = try String(contentsOfFile: "\(Project.root)/Benchmarks/harness/month.sql", encoding: .utf8)
    for (name, value) in ["payees": payees, "tracks": 2, "labels": labels, "cells": payees * 2 * 8] {
      script = script.replacing(":\(name)", with: "\(value)")
    }
    try db.run(script: script)
  }
}
