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

  /// Merges the batch, marks what it changes for the next posting, numbers the commit, commits.
  ///
  /// - Parameter epoch: what to mark under; the transaction holds it.
  func write(_ batch: PlayBatch, epoch: Int64) throws {
    let units = Self.units(batch.cells)
    let isStaged = batch.cells.count >= Self.stageFrom
    if isStaged { try stage(batch.cells) }
    _ = try db.pipeline {
      if isStaged {
        try $0.add(Self.mergeStage)
      } else if !batch.cells.isEmpty {
        try $0.add(merge(batch.cells))
      }
      if !units.isEmpty { try $0.add(PendingStore.mark(units, epoch: epoch)) }
      if !batch.hours.isEmpty { try $0.add(merge(batch.hours)) }
      if !batch.unmatched.isEmpty { try $0.add(merge(batch.unmatched)) }
      if !batch.quarantined.isEmpty { try $0.add(insert(batch.quarantined)) }
      // The row stays locked until the commit: generations become visible in their order, without gaps.
      try $0.add(LiveStore.numbering(cells: batch.cells, moments: batch.moments))
      try $0.add("COMMIT")
    }
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
    try db.copyIn("stage (track_id, day, market_id, plays)", columns: 4) { copy in
      for cell in cells {
        try copy.row()
        copy.int32(cell.track)
        copy.date(cell.day)
        copy.int32(cell.market)
        copy.int64(cell.plays)
      }
    }
    // Temporary tables are never analysed by themselves, and the merge's plan depends on how large this one is.
    try db.run(script: "ANALYZE stage")
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

  private func merge(_ unmatched: [PlayBatch.Unmatched]) -> SQL {
    """
    INSERT INTO plays_unmatched (track_ref, day, market_id, plays)
    SELECT * FROM unnest(
      \(.texts(unmatched.map(\.reference))), \(.dates(unmatched.map(\.day))), \(.int32s(unmatched.map(\.market))),
      \(.int64s(unmatched.map(\.plays))))
    ON CONFLICT (track_ref, day, market_id) DO UPDATE SET plays = plays_unmatched.plays + excluded.plays
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
