-- What the next posting has to look at, and by which versions the last one went.

-- Versions are numbered in the order in which they were recorded: a number stands for all up to it.
ALTER TABLE contracts ADD COLUMN contract_id int GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE fx_rates ADD COLUMN fx_id int GENERATED ALWAYS AS IDENTITY UNIQUE;

-- Raised by every posting before it reads. Whoever writes plays holds it still (FOR SHARE) while it marks them under
-- its number: a posting that has raised it has everything that was marked under a lower one.
CREATE TABLE ledger_epoch (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  epoch     bigint NOT NULL DEFAULT 1
);
INSERT INTO ledger_epoch DEFAULT VALUES;

-- The tracks of which something changed in a month since it was posted.
CREATE TABLE ledger_pending (
  epoch      bigint NOT NULL,
  period     date NOT NULL,
  track_id   int NOT NULL,
  -- The catalog has given the track to another artist, album or label.
  by_catalog boolean NOT NULL DEFAULT false,
  PRIMARY KEY (period, epoch, track_id, by_catalog)
);
-- Everything that was counted before there was a ledger.
INSERT INTO ledger_pending (epoch, period, track_id)
SELECT DISTINCT 0, date_trunc('month', day)::date, track_id FROM plays_daily;

-- The versions that a month was last posted by.
CREATE TABLE ledger_watermarks (
  period    date PRIMARY KEY,
  rates     int NOT NULL,
  fx        int NOT NULL,
  contracts int NOT NULL,
  reports   int NOT NULL,
  -- The day of that posting: plays that come after a month was over and posted are late.
  posted_on date NOT NULL
);

-- Reports of platforms that finance has accepted: they stand in the place of what was estimated.
CREATE TABLE accepted_reports (
  report_id   int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  period      date NOT NULL CHECK (extract(day FROM period) = 1),
  platform    text NOT NULL,
  -- The countries it speaks for: what it leaves out in them counts as zero.
  countries   text[] NOT NULL,
  -- The report that this one stands in the place of.
  supersedes  int UNIQUE REFERENCES accepted_reports,
  accepted_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE accepted_report_lines (
  report_id int NOT NULL REFERENCES accepted_reports,
  isrc      text NOT NULL,
  market_id int NOT NULL,
  -- Whether the report names the tier; else the market's tier is unknown and it speaks of all of them.
  has_tier  boolean NOT NULL,
  currency  text NOT NULL,
  units     bigint NOT NULL,
  amount    numeric(38, 12) NOT NULL,
  PRIMARY KEY (report_id, isrc, market_id, has_tier, currency)
);
CREATE INDEX accepted_report_lines_by_isrc ON accepted_report_lines (isrc);
CREATE TRIGGER accepted_reports_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON accepted_reports
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER accepted_report_lines_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON accepted_report_lines
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An answer that was given to a POST with this key: the same question again gets it again.
CREATE TABLE idempotency_keys (
  token_id   int NOT NULL REFERENCES tokens,
  key        text NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 128),
  -- SHA-256 of method, path and body.
  request    bytea NOT NULL,
  status     int NOT NULL,
  answer     bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (token_id, key)
);
