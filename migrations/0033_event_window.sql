-- Topics in which an event_id counts once within a window of time, where a worker is told so.

-- Events that were dropped, since one of their id had been counted.
ALTER TABLE ingest_partitions ADD COLUMN repeated_events bigint NOT NULL DEFAULT 0;

-- Ids that were counted, of one partition, hour and commit. Forgotten once the window has passed.
CREATE TABLE event_ids (
  topic       text NOT NULL,
  partition   int NOT NULL,
  incarnation text NOT NULL,
  -- Hours since 1970, by the broker's time of the events.
  hour        int NOT NULL,
  -- 16 bytes an id: the begin of its SHA-256, in order.
  ids         bytea NOT NULL CHECK (octet_length(ids) % 16 = 0)
) WITH (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE event_ids ALTER COLUMN ids SET STORAGE EXTERNAL;
CREATE INDEX event_ids_by_partition ON event_ids (topic, incarnation, partition, hour);

-- The events that were dropped.
CREATE TABLE repeated_events (
  repeat_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic       text NOT NULL,
  partition   int NOT NULL,
  incarnation text NOT NULL,
  position    bigint NOT NULL,
  -- As it was written, up to 256 bytes.
  event_id    text NOT NULL,
  received_at timestamptz NOT NULL
);
