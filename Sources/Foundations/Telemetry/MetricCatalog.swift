/// Every metric there is.
extension MetricFamily {
  package static let all: [MetricFamily] =
    [httpConnections, httpConnectionsLost]
    + [httpRequests, httpInFlight, httpStreams, httpStreamsTotal, httpResponseBytes]
    + [poolConnections, poolInUse, poolWaiting, poolServed, poolWaited, poolRefused]
    + [
      ingestEvents, ingestCommit, ingestCommitMoments, ingestCommitRetries, ingestRestarts, ingestPartitions, ingestLag,
    ]
    + [ingestLastCommit]
    + [
      partitionLag, acceptedEvents, quarantinedEvents, unmatchedPlays, completeThrough, generation, followerGeneration,
    ]
    + [postingRuns, postingTransactions, postingLastSuccess, postingDuration]
    + [schedulesOverdue, scheduleRuns, inboxFiles]
    + [booksHead, booksHeadRecorded, booksVerifications, booksLastVerified, booksDifferences]
    + [findings, conditionRead]
    + [residentMemory, openDescriptors, descriptorLimit, processorSeconds, processStart, refusedSeries]

  private static let seconds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
  ]
  private static let counts: [Double] = [1, 10, 100, 1_000, 10_000, 50_000, 100_000, 200_000, 400_000]

  // MARK: HTTP

  package static let httpConnections = MetricFamily(
    .gauge, "ledgerline_http_connections", "Connections that are open, that of whoever asks for this among them.")
  package static let httpConnectionsLost = MetricFamily(
    .counter, "ledgerline_http_connections_lost_total",
    "Connections beyond the limits: refused, or evicted for somebody with fewer.", "how")

  package static let httpRequests = MetricFamily(
    .histogram(seconds), "ledgerline_http_request_duration_seconds",
    "Time until an answer was ready, by route template and class of status; event streams are not among them.",
    "method", "route", "status")
  package static let httpInFlight = MetricFamily(
    .gauge, "ledgerline_http_requests_in_flight", "Requests that are being answered, event streams among them.")
  package static let httpStreams = MetricFamily(.gauge, "ledgerline_http_streams", "Event streams that are open.")
  package static let httpStreamsTotal = MetricFamily(
    .counter, "ledgerline_http_streams_opened_total", "Event streams that were opened.")
  package static let httpResponseBytes = MetricFamily(
    .counter, "ledgerline_http_response_bytes_total", "Bytes of answers' bodies, by route template.", "route")

  // MARK: Connections to the database

  package static let poolConnections = MetricFamily(
    .gauge, "ledgerline_pool_connections", "Connections that a pool may open.", "pool")
  package static let poolInUse = MetricFamily(
    .gauge, "ledgerline_pool_connections_in_use", "Connections of a pool that somebody works with.", "pool")
  package static let poolWaiting = MetricFamily(
    .gauge, "ledgerline_pool_waiting", "Callers that wait for a connection of a pool.", "pool")
  package static let poolServed = MetricFamily(
    .counter, "ledgerline_pool_served_total", "Callers that got a connection.", "pool")
  package static let poolWaited = MetricFamily(
    .counter, "ledgerline_pool_wait_seconds_total", "Time for which they waited for it, in all.", "pool")
  package static let poolRefused = MetricFamily(
    .counter, "ledgerline_pool_refused_total",
    "Callers that got no connection: their time was over, they left, or the pool was closed.", "pool")

  // MARK: Ingest, in the process that counts

  package static let ingestEvents = MetricFamily(
    .counter, "ledgerline_ingest_events_total", "Events committed: accepted, repeated, or the reason of quarantine.",
    "outcome")
  package static let ingestCommit = MetricFamily(
    .histogram(seconds), "ledgerline_ingest_commit_duration_seconds", "Time that a commit of plays took.")
  package static let ingestCommitMoments = MetricFamily(
    .histogram(counts), "ledgerline_ingest_commit_moments",
    "Moments in a commit: distinct tracks, markets and seconds.")
  package static let ingestCommitRetries = MetricFamily(
    .counter, "ledgerline_ingest_commit_retries_total",
    "Commits tried again: the catalog had changed, or the database had ended them.", "cause")
  package static let ingestRestarts = MetricFamily(
    .counter, "ledgerline_ingest_restarts_total", "How often ingest started over from its last commit.")
  package static let ingestPartitions = MetricFamily(
    .gauge, "ledgerline_ingest_partitions", "Partitions that this worker counts.")
  package static let ingestLag = MetricFamily(
    .gauge, "ledgerline_ingest_lag_events", "Messages at the broker that this worker has not committed.", "partition")
  package static let ingestLastCommit = MetricFamily(
    .gauge, "ledgerline_ingest_last_commit_timestamp_seconds", "When this worker committed last.")

  // MARK: What the database says, in the process that serves

  package static let partitionLag = MetricFamily(
    .gauge, "ledgerline_partition_lag_events", "Messages at the broker that are not counted, as last seen.", "topic",
    "partition")
  package static let acceptedEvents = MetricFamily(
    .gauge, "ledgerline_accepted_events", "Events ever accepted.")
  package static let quarantinedEvents = MetricFamily(
    .gauge, "ledgerline_quarantined_events", "Events in quarantine, by reason.", "reason")
  package static let unmatchedPlays = MetricFamily(
    .gauge, "ledgerline_unmatched_plays", "Plays that wait until the catalog learns their track.")
  package static let completeThrough = MetricFamily(
    .gauge, "ledgerline_complete_through_timestamp_seconds",
    "Everything that the broker stamped before this moment is counted.")
  package static let generation = MetricFamily(
    .gauge, "ledgerline_generation", "Commits of plays there are.")
  package static let followerGeneration = MetricFamily(
    .gauge, "ledgerline_follower_generation", "Commits of plays that the live totals have.")

  // MARK: Posting, schedules, books

  package static let postingRuns = MetricFamily(
    .counter, "ledgerline_posting_runs_total", "Postings of this server: done, or failed.", "outcome")
  package static let postingTransactions = MetricFamily(
    .counter, "ledgerline_posting_transactions_total", "Transactions that this server posted.")
  package static let postingLastSuccess = MetricFamily(
    .gauge, "ledgerline_posting_last_success_timestamp_seconds", "When a posting of this server was last done.")
  package static let postingDuration = MetricFamily(
    .histogram([0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600]), "ledgerline_posting_duration_seconds",
    "Time that a posting took, waiting for its turn included.")
  package static let schedulesOverdue = MetricFamily(
    .gauge, "ledgerline_schedules_overdue",
    "Periods of schedules that are due, do not wait for a close, and are not done.")
  package static let scheduleRuns = MetricFamily(
    .counter, "ledgerline_schedule_runs_total", "Runs of schedules by this server: done, incomplete, or failed.",
    "outcome")
  package static let inboxFiles = MetricFamily(
    .counter, "ledgerline_inbox_files_total",
    "Files of the watched folder that this process dealt with: taken, known, waiting, or refused.", "outcome")
  package static let booksHead = MetricFamily(
    .gauge, "ledgerline_books_head_number", "The number of the last transaction in the books.")
  package static let booksHeadRecorded = MetricFamily(
    .gauge, "ledgerline_books_head_timestamp_seconds", "When the last transaction was recorded.")
  package static let booksVerifications = MetricFamily(
    .counter, "ledgerline_books_verifications_total",
    "Proofs of the books by this server: proven, refuted, or failed before they could tell.", "outcome")
  package static let booksLastVerified = MetricFamily(
    .gauge, "ledgerline_books_last_verified_timestamp_seconds", "When this server last proved the books.")
  package static let booksDifferences = MetricFamily(
    .gauge, "ledgerline_books_differences", "Proofs that failed when the books were last verified.")

  // MARK: What is wrong

  package static let findings = MetricFamily(
    .gauge, "ledgerline_findings", "What readiness finds wrong: 1 where a check warns or fails, else 0.", "check",
    "severity")
  package static let conditionRead = MetricFamily(
    .gauge, "ledgerline_condition_read_timestamp_seconds", "When the database was last looked at for these metrics.")

  // MARK: The process, under the names that Prometheus uses everywhere

  package static let residentMemory = MetricFamily(
    .gauge, "process_resident_memory_bytes", "Resident memory of the process.")
  package static let openDescriptors = MetricFamily(
    .gauge, "process_open_fds", "File descriptors that the process has open.")
  package static let descriptorLimit = MetricFamily(
    .gauge, "process_max_fds", "File descriptors that the process may have open.")
  package static let processorSeconds = MetricFamily(
    .counter, "process_cpu_seconds_total", "Processor time that the process has used.")
  package static let processStart = MetricFamily(
    .gauge, "process_start_time_seconds", "When the process was started.")
  package static let refusedSeries = MetricFamily(
    .counter, "ledgerline_telemetry_refused_series_total",
    "Times that a series was not kept, because its family has as many as it may.")
}
