-- Whose a report is, the statements that it is of, and all that its file has.

-- Account of the sender, as the format or the sender says; NULL of a report that stands for all.
ALTER TABLE platform_reports ADD COLUMN account text;
-- Months in which the sender accounts for it, where the report tells them or somebody says so.
ALTER TABLE platform_reports ADD COLUMN statements date[] NOT NULL DEFAULT '{}';
-- Account that somebody says it is of.
ALTER TABLE platform_report_relations ADD COLUMN account text;

CREATE OR REPLACE VIEW platform_report_places AS
SELECT report_id, supersedes, adds_to, account FROM platform_report_relations r
WHERE NOT EXISTS (
  SELECT FROM platform_report_relations n WHERE n.report_id = r.report_id AND n.relation_id > r.relation_id);

CREATE OR REPLACE VIEW platform_report_states AS
SELECT r.report_id, p.supersedes, coalesce(p.adds_to, '{}') AS adds_to,
  CASE
    WHEN EXISTS (
      WITH RECURSIVE later AS (
        SELECT report_id FROM platform_report_places WHERE supersedes = r.report_id
        UNION SELECT n.report_id FROM platform_report_places n JOIN later l ON n.supersedes = l.report_id)
      SELECT FROM later l JOIN LATERAL (
        SELECT accepted FROM platform_report_decisions x WHERE x.report_id = l.report_id ORDER BY decision_id DESC LIMIT 1) x
        ON x.accepted) THEN 'superseded'
    WHEN d.accepted THEN 'accepted'
    WHEN d.withdrawn THEN 'withdrawn'
    WHEN NOT d.accepted THEN 'rejected'
    ELSE 'received'
  END AS status, d.reason, coalesce(p.account, r.account) AS account
FROM platform_reports r LEFT JOIN platform_report_places p USING (report_id)
LEFT JOIN LATERAL (
  SELECT accepted, withdrawn, reason FROM platform_report_decisions x
  WHERE x.report_id = r.report_id ORDER BY decision_id DESC LIMIT 1) d ON true;

-- Rows of a month earlier than the latest of their platform in a distributor's file: they take the place of the estimate of
-- their own line, and of no other.
ALTER TABLE platform_report_scopes ADD COLUMN is_late boolean NOT NULL DEFAULT false;

-- What a row tells beside its plays and money: the statement that it is of, the money before the sender's share and that share,
-- how plays became money, and what the recording was used for. NULL where the report does not tell.
ALTER TABLE platform_report_lines
  ADD COLUMN statement date,
  ADD COLUMN gross numeric(38, 12),
  ADD COLUMN fee numeric(38, 12),
  ADD COLUMN monetisation text,
  ADD COLUMN origin text;

-- Rows of a file that are none of its report's, and never income: money that is passed on or paid out, and what the format
-- leaves out.
CREATE TABLE platform_report_apart (
  report_id int NOT NULL REFERENCES platform_reports,
  line      int NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('transfer', 'left_out')),
  -- The column by which the format tells it, with what the row has there.
  rule      text NOT NULL,
  -- As it is written; NULL where a row that is left out has none.
  amount    numeric,
  currency  text,
  PRIMARY KEY (report_id, line)
);
CREATE TRIGGER platform_report_apart_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON platform_report_apart
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- All money of a file, by currency and to the last digit as it is written. Rows are kept rounded to 12 decimals.
CREATE TABLE platform_report_money (
  report_id int NOT NULL REFERENCES platform_reports,
  currency  text NOT NULL,
  rows      numeric(38, 12) NOT NULL,
  rounding  numeric NOT NULL,
  transfers numeric NOT NULL,
  left_out  numeric NOT NULL,
  file      numeric NOT NULL,
  gross     numeric(38, 12) NOT NULL,
  fees      numeric(38, 12) NOT NULL,
  PRIMARY KEY (report_id, currency),
  CONSTRAINT parts_come_to_the_file CHECK (rows - rounding + transfers + left_out = file)
);
CREATE TRIGGER platform_report_money_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON platform_report_money
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An acceptance counts for the recordings of its account, where it has one, or for the lines alone that it has.
ALTER TABLE acceptances ADD COLUMN account text;
ALTER TABLE acceptances ADD COLUMN is_late boolean NOT NULL DEFAULT false;

-- What an accepted report is owed by statement, where it tells statements: a statement may settle plays of earlier months.
CREATE TABLE acceptance_statements (
  acceptance_id int NOT NULL REFERENCES acceptances,
  statement     date NOT NULL CHECK (extract(day FROM statement) = 1),
  currency      text NOT NULL,
  amount        numeric(38, 12) NOT NULL,
  PRIMARY KEY (acceptance_id, statement, currency)
);
CREATE TRIGGER acceptance_statements_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON acceptance_statements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Sender's account whose reports cover the release; NULL where any account's do.
ALTER TABLE tracks ADD COLUMN account text;

-- When statements of an account are expected: every so many months, and so many days after the month's end. The last one that
-- was said counts.
CREATE TABLE statement_calendars (
  calendar_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account     text NOT NULL,
  every       smallint NOT NULL CHECK (every BETWEEN 1 AND 12),
  due_days    smallint NOT NULL CHECK (due_days BETWEEN 0 AND 400),
  -- The first statement that is expected; NULL from the first that came.
  first_month date CHECK (extract(day FROM first_month) = 1),
  -- The last, where the account has ended.
  last_month  date CHECK (extract(day FROM last_month) = 1),
  said_at     timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT calendars_do_not_end_before_they_begin CHECK (last_month >= first_month)
);
CREATE INDEX statement_calendars_by_account ON statement_calendars (account, calendar_id);
CREATE TRIGGER statement_calendars_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_calendars
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Files that came through a watched folder, and what became of each: the last row of a digest counts. Their bytes are kept beside
-- the folder under the digest.
CREATE TABLE inbox_files (
  inbox_file_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- SHA-256 of the bytes as they came.
  digest        bytea NOT NULL CHECK (octet_length(digest) = 32),
  name          text NOT NULL,
  bytes         bigint NOT NULL,
  -- The folder that it was put into, which names the account of its sender.
  account       text,
  outcome       text NOT NULL CHECK (outcome IN ('taken', 'known', 'waiting', 'refused')),
  -- Why it waits or was refused, and what to do.
  reason        text,
  report_id     int REFERENCES platform_reports,
  seen_at       timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT files_that_were_taken_have_a_report CHECK ((outcome IN ('taken', 'known')) = (report_id IS NOT NULL)),
  CONSTRAINT files_that_were_not_have_a_reason CHECK ((outcome IN ('waiting', 'refused')) = (reason IS NOT NULL))
);
CREATE INDEX inbox_files_by_digest ON inbox_files (digest, inbox_file_id);
CREATE TRIGGER inbox_files_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inbox_files
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
