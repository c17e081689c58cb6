/// Place of every table's rows where the database is distributed by Citus. A migration that makes a table says its kind
/// here.
///
/// The books stay whole: they are small, one posting at a time writes them, and their triggers defend them. What grows
/// without bound are plays and the lines that follow from them, and both are a track's.
package enum Distribution {
  package enum Kind: Sendable, Hashable {
    /// On the coordinator alone.
    case local
    /// A copy on every node, so that distributed tables can be joined with it where they are.
    case reference
    /// Over the nodes, by a column's values. Tables of one group have rows with the same values on the same node.
    case distributed(by: String, group: Group)

    /// Column by whose values rows are spread; `nil` where they are not.
    package var column: String? { if case .distributed(let column, _) = self { column } else { nil } }
  }

  /// Tables whose rows stand together; the raw value is the first of them.
  package enum Group: String, Sendable, CaseIterable {
    case tracks = "plays_daily"
    case artists = "plays_hourly"
    case reports = "platform_report_lines"
    case acceptances = "acceptance_lines"
  }

  /// Tables in an order in which they can be distributed: whoever refers to another comes after it.
  package static let kinds: [(table: String, kind: Kind)] =
    reference.map { ($0, .reference) } + distributed + local.map { ($0, .local) }

  /// True if the table's rows are spread over the nodes.
  package static func isDistributed(_ table: String) -> Bool {
    distributed.contains { $0.table == table }
  }

  private static let reference = [
    "labels", "artists", "albums", "tracks", "track_external_ids", "track_features", "markets",
    // Few: each row of a report is joined with it where it is.
    "report_name_decisions",
  ]

  /// A track's month is what is posted at a time: its cells, its lines and its mark are on one node, whose own
  /// snapshot has all of a commit or nothing.
  private static let distributed: [(table: String, kind: Kind)] = [
    ("plays_daily", .distributed(by: "track_id", group: .tracks)),
    ("ledger_lines", .distributed(by: "track_id", group: .tracks)),
    ("ledger_pending", .distributed(by: "track_id", group: .tracks)),
    ("plays_hourly", .distributed(by: "artist_id", group: .artists)),
    // By line, so that all nodes have some of each report.
    ("platform_report_lines", .distributed(by: "line", group: .reports)),
    ("reconciliation_lines", .distributed(by: "line", group: .reports)),
    ("acceptance_lines", .distributed(by: "isrc", group: .acceptances)),
  ]

  private static let local = [
    "acceptance_assigned", "acceptance_modes", "acceptance_names", "acceptance_statements", "acceptances",
    "advance_withdrawals", "advances",
    "agreed_correction_sums",
    "agreed_corrections", "audit_head", "audit_log", "books_beginning", "catalog_version", "comparisons",
    "contract_shares",
    "contracts", "event_ids", "former_labels", "fx_rates", "head_signatures", "idempotency_keys", "inbox_files",
    "ingest_file_hours",
    "ingest_files",
    "ingest_partitions", "ingest_sketches", "ingest_withdrawals", "label_formats",
    "ledger_entries", "ledger_epoch", "ledger_head", "ledger_line_parties", "ledger_royalties",
    "ledger_transactions", "ledger_watermarks", "ledger_written", "payee_terms", "payees", "period_reopenings",
    "periods", "platform_report_apart", "platform_report_decisions", "platform_report_money",
    "platform_report_relations", "platform_report_scopes",
    "platform_report_totals", "platform_report_words", "platform_reports",
    "plays_days", "plays_unmatched",
    "proposal_confirmations", "proposals", "quarantine", "quarantine_replays", "rate_quotes", "rate_tables",
    "receipt_purposes", "repeated_events",
    "recent_commits", "reconciliation_estimates", "reconciliation_still_estimated", "reconciliation_true_ups",
    "reconciliations", "schedule_results", "schedule_runs", "schedule_versions", "schema_migrations", "settlements",
    "statement_calendars", "statement_documents", "statement_names", "statements", "tokens", "versions",
    "withholding_terms",
  ]

  /// Triggers that stay behind. A shard's trigger fires on its node and sees no table but the shard.
  package static let droppedTriggers: [(table: String, trigger: String)] = [
    ("ledger_lines", "lines_precede_their_transaction"),
    ("artists", "artists_are_told_apart"), ("labels", "labels_are_told_apart"),
    ("tracks", "new_tracks_refer"), ("tracks", "changed_tracks_refer"),
    ("track_external_ids", "new_external_ids_refer"), ("track_external_ids", "changed_external_ids_refer"),
    ("track_features", "new_features_refer"), ("track_features", "changed_features_refer"),
  ]

  /// References of the catalog that triggers hold on one node: in their place, since each node can look its copies up.
  package static let addedReferences: [(table: String, column: String, to: String)] = [
    ("tracks", "artist_id", "artists"), ("tracks", "album_id", "albums"), ("tracks", "label_id", "labels"),
    ("track_external_ids", "track_id", "tracks"), ("track_features", "track_id", "tracks"),
    ("track_features", "artist_id", "artists"),
  ]

  /// References that stay behind: from a distributed table to one that is not.
  package static let droppedReferences: [(table: String, constraint: String)] = [
    ("reconciliation_lines", "reconciliation_lines_report_id_fkey"),
    ("acceptance_lines", "accepted_report_lines_report_id_fkey"),
  ]
}
