-- How far every source of plays has been counted: the other half of exactly once.

CREATE TABLE ingest_partitions (
  topic              text NOT NULL,
  partition          int NOT NULL,
  -- Which topic of that name: a broker that starts empty has another one.
  incarnation        text NOT NULL,
  -- Raised by every assignment; a commit under an older one is refused.
  epoch              bigint NOT NULL DEFAULT 0,
  next_offset        bigint NOT NULL DEFAULT 0,
  accepted_events    bigint NOT NULL DEFAULT 0,
  quarantined_events bigint NOT NULL DEFAULT 0,
  -- The broker's end of the partition when it was last looked at.
  high_watermark     bigint NOT NULL DEFAULT 0,
  -- The broker's time of the last message counted.
  last_message_at    timestamptz,
  seen_at            timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, partition, incarnation)
);

CREATE TABLE ingest_files (
  digest             bytea PRIMARY KEY,
  name               text NOT NULL,
  size               bigint NOT NULL,
  -- SHA-256 of its first 4 KiB, by which a part of a file is recognised; NULL where it is shorter.
  head               bytea,
  epoch              bigint NOT NULL DEFAULT 0,
  -- Bytes counted so far, of the plain text where the file is compressed.
  position           bigint NOT NULL DEFAULT 0,
  accepted_events    bigint NOT NULL DEFAULT 0,
  quarantined_events bigint NOT NULL DEFAULT 0,
  started_at         timestamptz NOT NULL DEFAULT now(),
  completed_at       timestamptz
);

-- One row. Whoever changes what a live figure depends on raises the number of it, in the same transaction.
CREATE TABLE versions (
  singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  -- Commits of plays, without gaps, in the order in which they became visible.
  generation bigint NOT NULL DEFAULT 0,
  rates      bigint NOT NULL DEFAULT 0
);
INSERT INTO versions DEFAULT VALUES;

-- A row of its own, so that ingest can hold the catalog still without waiting for other commits.
CREATE TABLE catalog_version (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  version   bigint NOT NULL DEFAULT 0
);
INSERT INTO catalog_version DEFAULT VALUES;

-- What each commit of the last hour added, for those who keep totals in memory.
CREATE TABLE recent_commits (
  generation   bigint PRIMARY KEY,
  committed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- 20 bytes a moment, big-endian: track_id, market_id, second (4 each), plays (8). NULL where the commit was too
  -- large to list, or changed more than plays: read the totals anew.
  moments      bytea
);
ALTER TABLE recent_commits ALTER COLUMN moments SET STORAGE EXTERNAL;
CREATE INDEX recent_commits_by_time ON recent_commits (committed_at);
