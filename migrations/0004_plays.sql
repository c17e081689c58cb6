-- Plays are facts: how often a track was played on a day in a market.

CREATE TABLE markets (
  market_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  platform  text NOT NULL,
  country   text NOT NULL,
  tier      text NOT NULL,
  UNIQUE (platform, country, tier)
);

-- The one big table. No foreign keys: ingest takes both ids from their tables, and a check per row would cost more
-- than the row.
CREATE TABLE plays_daily (
  track_id  int NOT NULL,
  day       date NOT NULL,
  market_id int NOT NULL,
  plays     bigint NOT NULL,
  PRIMARY KEY (track_id, day, market_id),
  CONSTRAINT plays_daily_only_grows CHECK (plays > 0)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);

-- Plays of tracks the catalog does not know yet, by the ISRC or `namespace:id` of the event.
CREATE TABLE plays_unmatched (
  track_ref text NOT NULL,
  day       date NOT NULL,
  market_id int NOT NULL,
  plays     bigint NOT NULL CHECK (plays > 0),
  PRIMARY KEY (track_ref, day, market_id)
);

-- Plays by the hour, for what was ingested within two days of being played: the evolution endpoint.
CREATE TABLE plays_hourly (
  artist_id int NOT NULL,
  label_id  int NOT NULL,
  hour      timestamptz NOT NULL,
  market_id int NOT NULL,
  plays     bigint NOT NULL CHECK (plays > 0),
  PRIMARY KEY (artist_id, label_id, hour, market_id)
) WITH (fillfactor = 80);
CREATE INDEX plays_hourly_by_hour ON plays_hourly USING brin (hour);

CREATE TABLE quarantine (
  quarantine_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reason        text NOT NULL,
  -- `kafka:<topic>/<partition>` or `file:<digest>`, with the offset of the message or of the line's first byte.
  source        text NOT NULL,
  position      bigint NOT NULL,
  bytes         bytea NOT NULL,
  -- Bytes of the event; more than `bytes` has where it was longer than a mebibyte.
  size          bigint NOT NULL,
  received_at   timestamptz NOT NULL
);
CREATE INDEX quarantine_by_reason ON quarantine (reason);
