-- What platforms report, line by line as it came, and how it compares with what the plays imply.

CREATE SEQUENCE platform_report_ids AS int;

-- A file in which a platform, or a distributor for several, says what it owes. One is taken once.
CREATE TABLE platform_reports (
  report_id   int PRIMARY KEY,
  -- SHA-256 of the plain text.
  digest      bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
  file        text NOT NULL,
  format      text NOT NULL,
  -- Where the format has them: a sender does not use a message id twice.
  sender      text,
  message_id  text,
  rows        bigint NOT NULL,
  -- The report that this one corrects.
  supersedes  int REFERENCES platform_reports,
  received_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (sender, message_id)
);
CREATE INDEX platform_reports_by_what_they_correct ON platform_reports (supersedes);

-- What a report speaks of. Its countries are those of its rows and those it declares.
CREATE TABLE platform_report_scopes (
  report_id int NOT NULL REFERENCES platform_reports,
  period    date NOT NULL CHECK (extract(day FROM period) = 1),
  platform  text NOT NULL,
  countries text[] NOT NULL,
  -- The days it is about, where they are not the calendar month's.
  first_day date,
  last_day  date,
  PRIMARY KEY (report_id, period, platform)
);
CREATE INDEX platform_report_scopes_by_period ON platform_report_scopes (period, platform);

-- No foreign key: lines are written before the report they belong to, whose digest is known at its end.
CREATE TABLE platform_report_lines (
  report_id   int NOT NULL,
  -- In the file.
  line        int NOT NULL,
  period      date NOT NULL,
  market_id   int NOT NULL,
  -- Whether the row names the tier; else the market's tier is unknown and it speaks of all of them.
  has_tier    boolean NOT NULL,
  isrc        text,
  -- Left-padded to 14 digits.
  upc         text,
  external_id text,
  currency    text NOT NULL,
  units       bigint NOT NULL,
  amount      numeric(38, 12) NOT NULL
);
-- A report is read as a whole, and its lines stand together.
CREATE INDEX platform_report_lines_by_report ON platform_report_lines USING brin (report_id);

CREATE TRIGGER platform_reports_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON platform_reports
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER platform_report_scopes_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON platform_report_scopes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER platform_report_lines_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON platform_report_lines
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A line of a report with the recording that the catalog knows it by: its ISRC, or the one of its external id, or of a
-- release that has one track only. NULL where none is known: its money waits for an owner.
CREATE VIEW platform_report_recordings AS
SELECT l.*, coalesce(
  l.isrc,
  (SELECT t.isrc FROM track_external_ids x JOIN tracks t USING (track_id) WHERE x.external_id = l.external_id),
  (SELECT min(t.isrc) FROM tracks t JOIN albums b USING (album_id) WHERE b.gtin = l.upc
   HAVING count(*) = 1)) AS recording
FROM platform_report_lines l;

-- What was decided about a report. Rejected ones may be accepted later; accepted ones are superseded by another report.
CREATE TABLE platform_report_decisions (
  decision_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  report_id   int NOT NULL REFERENCES platform_reports,
  accepted    boolean NOT NULL,
  reason      text CHECK (accepted OR reason IS NOT NULL),
  decided_at  timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX platform_reports_are_accepted_once ON platform_report_decisions (report_id) WHERE accepted;
CREATE TRIGGER platform_report_decisions_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON platform_report_decisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Which file an accepted report came from.
ALTER TABLE accepted_reports ADD COLUMN source int REFERENCES platform_reports;
CREATE INDEX accepted_reports_by_source ON accepted_reports (source);

-- The comparison of a report: made anew with every match, and left as it is once the report is accepted.
CREATE TABLE reconciliation_lines (
  report_id       int NOT NULL REFERENCES platform_reports,
  -- Its place in the comparison, from 1.
  line            int NOT NULL,
  period          date NOT NULL,
  platform        text NOT NULL,
  country         text NOT NULL,
  -- NULL where the report does not tell tiers apart.
  tier            text,
  -- NULL where the report names no recording that is known.
  isrc            text,
  -- The version of the contract; 0 without one.
  contract_id     int NOT NULL,
  status          text NOT NULL,
  -- Of the amounts: the contract's, or the report's where an exchange rate is missing.
  currency        text NOT NULL,
  estimated_units bigint NOT NULL,
  compared_units  bigint NOT NULL,
  reported_units  bigint NOT NULL,
  estimated       numeric(38, 12) NOT NULL,
  -- Over the report's own days.
  compared        numeric(38, 12) NOT NULL,
  reported        numeric(38, 12) NOT NULL,
  units           numeric(38, 12) NOT NULL,
  rate            numeric(38, 12) NOT NULL,
  fx              numeric(38, 12) NOT NULL,
  rate_and_fx     numeric(38, 12) NOT NULL,
  adjustments     numeric(38, 12) NOT NULL,
  not_estimated   numeric(38, 12) NOT NULL,
  cut_off         numeric(38, 12) NOT NULL,
  PRIMARY KEY (report_id, line),
  CONSTRAINT parts_sum_to_the_variance CHECK (
    units + rate + fx + rate_and_fx + adjustments + not_estimated + cut_off = reported - estimated)
);

-- What a platform's month comes to by a report, in each currency.
CREATE TABLE reconciliations (
  report_id  int NOT NULL REFERENCES platform_reports,
  period     date NOT NULL,
  platform   text NOT NULL,
  currency   text NOT NULL,
  estimated  numeric(38, 12) NOT NULL,
  compared   numeric(38, 12) NOT NULL,
  reported   numeric(38, 12) NOT NULL,
  -- fine, review or blocked.
  verdict    text NOT NULL,
  matched_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (report_id, period, platform, currency)
);

-- What accepting a report changes for each payee: royalties after less before.
CREATE TABLE reconciliation_true_ups (
  report_id int NOT NULL REFERENCES platform_reports,
  payee     text NOT NULL,
  currency  text NOT NULL,
  amount    numeric(38, 12) NOT NULL,
  PRIMARY KEY (report_id, payee, currency)
);

-- Countries in which a report's platform played us in its month and of which the report does not speak: the estimate
-- stays there. As the comparison found them.
CREATE TABLE reconciliation_still_estimated (
  report_id int NOT NULL REFERENCES platform_reports,
  period    date NOT NULL,
  platform  text NOT NULL,
  country   text NOT NULL,
  plays     bigint NOT NULL,
  PRIMARY KEY (report_id, period, platform, country)
);

-- What a receipt is for, where the platform says so: a report, or a month.
CREATE TABLE receipt_purposes (
  transaction_id bigint PRIMARY KEY,
  report_id      int REFERENCES platform_reports,
  period         date,
  CHECK ((report_id IS NULL) <> (period IS NULL))
);
CREATE TRIGGER receipt_purposes_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_purposes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
