import Plays
import Postgres

/// Writes a batch into the totals and ends the transaction that the caller has begun.
struct PlayWriter {
  /// From here on rows are staged by COPY: streamed, and merged in two steps, which is cheaper for new rows.
  private static let stageFrom = 20_000

  let db: Connection

  init(_ db: Connection) {
    self.db = db
  }

  /// Lists days as having plays.
  ///
  /// Its rows are the days that this transaction has opened: nobody has a cell of them, and nobody else can write one
  /// before it ends, since whoever would list the same day waits for it.
  ///
  /// - Parameter days: distinct and in order, so that two workers wait for each other in one direction.
  static func open(_ days: [Int32]) -> SQL {
    "INSERT INTO plays_days (day) SELECT * FROM unnest(\(.dates(days))) ON CONFLICT DO NOTHING RETURNING day"
  }

  /// Merges the batch, marks what it changes for the next posting, numbers the commit, commits.
  ///
  /// - Parameters:
  ///   - epoch: what to mark under; the transaction holds it.
  ///   - opened: days that the transaction has opened. Their cells are new and are looked up nowhere.
  ///   - file: the file that it is of, as a source, if it is of one: what it adds can be taken out again.
  func write(_ batch: PlayBatch, epoch: Int64, opened: Set<Int32>, file: String?) throws {
    let units = Self.units(batch.cells)
    let (new, others) = Self.divide(batch.cells, by: opened)
    if !new.isEmpty { try copy(new, into: "plays_daily (track_id, day, market_id, plays)") }
    let isStaged = others.count >= Self.stageFrom
    if isStaged { try stage(others) }
    try db.context?.willCommit(db)
    _ = try db.pipeline {
      if isStaged {
        try $0.add(Self.mergeStage)
      } else if !others.isEmpty {
        try $0.add(merge(others))
      }
      if !units.isEmpty { try $0.add(PendingStore.mark(units, epoch: epoch)) }
      if !batch.hours.isEmpty { try $0.add(merge(batch.hours)) }
      if let file, !batch.hours.isEmpty { try $0.add(keep(batch.hours, of: file)) }
      if !batch.unmatched.isEmpty { try $0.add(merge(batch.unmatched)) }
      if !batch.quarantined.isEmpty { try $0.add(insert(batch.quarantined)) }
      // The row stays locked until the commit: generations become visible in their order, without gaps.
      try $0.add(LiveStore.numbering(cells: batch.cells, moments: batch.moments, file: file))
      try $0.add("COMMIT")
    }
    db.context?.didCommit(db)
  }

  /// The cells of days that the transaction has opened, and the others, in their order.
  private static func divide(
    _ cells: [PlayBatch.Cell], by opened: Set<Int32>
  ) -> (new: [PlayBatch.Cell], others: [PlayBatch.Cell]) {
    guard let first = opened.first else { return ([], cells) }
    // The usual day of a worker's first commit, or of a file: no look-up for each cell.
    if opened.count == 1, cells.allSatisfy({ $0.day == first }) { return (cells, []) }
    var divided = (new: [PlayBatch.Cell](), others: [PlayBatch.Cell]())
    divided.new.reserveCapacity(cells.count)
    var last = (day: first, isOpened: true)
    for cell in cells {
      if cell.day != last.day { last = (cell.day, opened.contains(cell.day)) }
      if last.isOpened { divided.new.append(cell) } else { divided.others.append(cell) }
    }
    return divided
  }

  /// The tracks and months of cells, in order. Cells are in the order of track and day.
  private static func units(_ cells: [PlayBatch.Cell]) -> [PendingStore.Unit] {
    var units: [PendingStore.Unit] = []
    var last: (track: Int32, days: ClosedRange<Int32>)?
    for cell in cells {
      if let last, last.track == cell.track, last.days.contains(cell.day) { continue }
      let period = Day(number: cell.day).period
      last = (cell.track, period.first.number...period.last.number)
      units.append(PendingStore.Unit(period: period, track: cell.track))
    }
    return units
  }

  /// Adds to what is there and inserts the rest. ON CONFLICT would do it in one step, at more than twice the price for
  /// rows that are new; another worker may insert the same cell meanwhile, and then the whole commit is tried again.
  private static let mergeStage: SQL = """
    WITH changed AS (
      UPDATE plays_daily p SET plays = p.plays + s.plays FROM stage s
      WHERE p.track_id = s.track_id AND p.day = s.day AND p.market_id = s.market_id
      RETURNING p.track_id, p.day, p.market_id
    )
    INSERT INTO plays_daily (track_id, day, market_id, plays)
    SELECT s.track_id, s.day, s.market_id, s.plays FROM stage s
    WHERE NOT EXISTS (
      SELECT FROM changed c WHERE c.track_id = s.track_id AND c.day = s.day AND c.market_id = s.market_id)
    """

  private func stage(_ cells: [PlayBatch.Cell]) throws {
    try db.run(
      script: """
        CREATE TEMP TABLE IF NOT EXISTS stage
          (track_id int, day date, market_id int, plays bigint) ON COMMIT DELETE ROWS
        """)
    try copy(cells, into: "stage (track_id, day, market_id, plays)")
    // Temporary tables are never analysed by themselves, and the merge's plan depends on how large this one is.
    try db.run(script: "ANALYZE stage")
  }

  private func copy(_ cells: [PlayBatch.Cell], into target: StaticString) throws {
    try db.copyIn(target, columns: 4) { copy in
      for cell in cells {
        try copy.row()
        copy.int32(cell.track)
        copy.date(cell.day)
        copy.int32(cell.market)
        copy.int64(cell.plays)
      }
    }
  }

  private func merge(_ cells: [PlayBatch.Cell]) -> SQL {
    """
    INSERT INTO plays_daily (track_id, day, market_id, plays)
    SELECT * FROM unnest(
      \(.int32s(cells.map(\.track))), \(.dates(cells.map(\.day))), \(.int32s(cells.map(\.market))),
      \(.int64s(cells.map(\.plays))))
    ON CONFLICT (track_id, day, market_id) DO UPDATE SET plays = plays_daily.plays + excluded.plays
    """
  }

  private func merge(_ hours: [PlayBatch.HourCell]) -> SQL {
    """
    INSERT INTO plays_hourly (artist_id, label_id, hour, market_id, plays)
    SELECT * FROM unnest(
      \(.int32s(hours.map(\.artist))), \(.int32s(hours.map(\.label))),
      \(.timestamps(hours.map { $0.hour * 1_000_000 })), \(.int32s(hours.map(\.market))), \(.int64s(hours.map(\.plays))))
    ON CONFLICT (artist_id, label_id, hour, market_id) DO UPDATE SET plays = plays_hourly.plays + excluded.plays
    """
  }

  /// Keeps the plays by the hour of a file: which they are depends on when they were counted.
  private func keep(_ hours: [PlayBatch.HourCell], of file: String) -> SQL {
    """
    INSERT INTO ingest_file_hours (source, artists, labels, hours, markets, plays)
    VALUES (\(file), \(.int32s(hours.map(\.artist))), \(.int32s(hours.map(\.label))),
      \(.timestamps(hours.map { $0.hour * 1_000_000 })), \(.int32s(hours.map(\.market))), \(.int64s(hours.map(\.plays))))
    """
  }

  private func merge(_ unmatched: [PlayBatch.Unmatched]) -> SQL {
    """
    INSERT INTO plays_unmatched (track_ref, upc, day, market_id, plays)
    SELECT * FROM unnest(
      \(.texts(unmatched.map(\.reference))), \(.texts(unmatched.map(\.release))), \(.dates(unmatched.map(\.day))),
      \(.int32s(unmatched.map(\.market))), \(.int64s(unmatched.map(\.plays))))
    ON CONFLICT (track_ref, day, market_id, upc) DO UPDATE SET plays = plays_unmatched.plays + excluded.plays
    """
  }

  private func insert(_ events: [PlayBatch.Quarantined]) -> SQL {
    """
    INSERT INTO quarantine (reason, source, position, bytes, size, received_at)
    SELECT * FROM unnest(
      \(.texts(events.map(\.reason))), \(.texts(events.map(\.source))), \(.int64s(events.map(\.position))),
      \(.bytesList(events.map(\.bytes))), \(.int64s(events.map(\.size))), \(.timestamps(events.map(\.receivedAt))))
    """
  }
}
