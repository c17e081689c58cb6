-- Files of plays: the lines that they have in common, and what it takes to take one out again.

-- The smallest of 64-bit hashes of the file's lines, as far as it was counted; NULL where nobody took them.
ALTER TABLE ingest_files ADD COLUMN sketch bigint[];
ALTER TABLE ingest_files ALTER COLUMN sketch SET STORAGE EXTERNAL;
-- Month of ingest_sketches that has them too.
ALTER TABLE ingest_files ADD COLUMN sketched_in date;
-- Begin of what was counted: 0, or the end of the file that this one continues.
ALTER TABLE ingest_files ADD COLUMN counted_from bigint NOT NULL DEFAULT 0;
CREATE INDEX ingest_files_by_line ON ingest_files USING gin (sketch);

-- The same of all files whose counting began in a month, together.
CREATE TABLE ingest_sketches (
  month date PRIMARY KEY CHECK (extract(day FROM month) = 1),
  lines bigint[] NOT NULL
);
ALTER TABLE ingest_sketches ALTER COLUMN lines SET STORAGE EXTERNAL;

-- Plays by the hour that a commit of a file's lines has added: which they were depends on when they were counted. Arrays
-- of one length; the source is that of quarantine.
CREATE TABLE ingest_file_hours (
  source  text NOT NULL,
  artists int[] NOT NULL,
  labels  int[] NOT NULL,
  hours   timestamptz[] NOT NULL,
  markets int[] NOT NULL,
  plays   bigint[] NOT NULL
);
CREATE INDEX ingest_file_hours_by_file ON ingest_file_hours (source);

-- File whose plays of the last hour a commit lists, by its name as a source; NULL for none.
ALTER TABLE recent_commits ADD COLUMN file text;

-- Files that were taken out: what had been counted of them.
CREATE TABLE ingest_withdrawals (
  withdrawal_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest             bytea NOT NULL,
  name               text NOT NULL,
  size               bigint NOT NULL,
  counted_from       bigint NOT NULL,
  position           bigint NOT NULL,
  accepted_events    bigint NOT NULL,
  quarantined_events bigint NOT NULL,
  -- Of the quarantined ones, those that were counted after all.
  replayed_events    bigint NOT NULL,
  plays              bigint NOT NULL,
  started_at         timestamptz NOT NULL,
  completed_at       timestamptz,
  withdrawn_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  withdrawn_by       text NOT NULL,
  withdrawn_by_name  text NOT NULL
);
CREATE TRIGGER withdrawals_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ingest_withdrawals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Events that were quarantined and counted after all. They are no more in quarantine.
CREATE TABLE quarantine_replays (
  replay_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reason           text NOT NULL,
  source           text NOT NULL,
  position         bigint NOT NULL,
  received_at      timestamptz NOT NULL,
  replayed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  replayed_by      text NOT NULL,
  replayed_by_name text NOT NULL
);
CREATE INDEX quarantine_replays_by_source ON quarantine_replays (source, position);

-- Read in their order: of a reason, and of a file.
DROP INDEX quarantine_by_reason;
CREATE INDEX quarantine_by_reason ON quarantine (reason, quarantine_id);
CREATE INDEX quarantine_by_source ON quarantine (source, position);
