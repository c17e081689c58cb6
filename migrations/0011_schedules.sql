-- Statements that are issued every month by themselves.

-- What a schedule says. It is never edited: another wording, pausing and removing are versions, and the latest counts.
-- So each run can name what it went by.
CREATE TABLE schedule_versions (
  schedule     text NOT NULL CONSTRAINT schedules_have_names CHECK (schedule ~ '^[a-z0-9][a-z0-9_-]{0,63}$'),
  version      int NOT NULL CHECK (version >= 1),
  -- NULL: the month's last day.
  day          int CHECK (day BETWEEN 1 AND 28),
  -- Minutes after midnight, on the clocks of the time zone.
  minute       int NOT NULL CHECK (minute BETWEEN 0 AND 1439),
  time_zone    text NOT NULL,
  recipients   text NOT NULL CHECK (recipients IN ('everyone', 'label', 'payees')),
  -- The label, or the payees.
  ids          text[] NOT NULL,
  formats      text[] NOT NULL CHECK (formats <> '{}' AND formats <@ '{xlsx,json}'),
  folder       text NOT NULL,
  -- Nothing before it is due.
  first_period date NOT NULL CHECK (extract(day FROM first_period) = 1),
  enabled      boolean NOT NULL,
  removed      boolean NOT NULL,
  recorded_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (schedule, version),
  CONSTRAINT schedules_name_whom CHECK (
    CASE recipients WHEN 'everyone' THEN ids = '{}' WHEN 'label' THEN cardinality(ids) = 1 ELSE ids <> '{}' END)
);

-- One run for each schedule and period, whoever does it. Whoever does holds an advisory lock: one that runs and is not
-- held was cut off, and is gone on with.
CREATE TABLE schedule_runs (
  schedule    text NOT NULL,
  period      date NOT NULL CHECK (extract(day FROM period) = 1),
  -- The version it goes by.
  version     int NOT NULL,
  state       text NOT NULL CHECK (state IN ('running', 'done', 'incomplete')),
  -- How often it was begun.
  attempt     int NOT NULL DEFAULT 1 CHECK (attempt >= 1),
  started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  PRIMARY KEY (schedule, period),
  FOREIGN KEY (schedule, version) REFERENCES schedule_versions,
  CONSTRAINT runs_that_ended_say_when CHECK ((state = 'running') = (finished_at IS NULL))
);
CREATE INDEX schedule_runs_under_way ON schedule_runs (schedule) WHERE state = 'running';

-- What came of each payee and currency in an attempt: a statement whose files are there, or the reason why not.
CREATE TABLE schedule_results (
  schedule     text NOT NULL,
  period       date NOT NULL,
  attempt      int NOT NULL,
  -- A payee's statement, or that of a label over all its artists.
  kind         text NOT NULL CHECK (kind IN ('payee', 'label')),
  payee        text NOT NULL,
  currency     text NOT NULL,
  statement_id bigint REFERENCES statements,
  reason       text,
  PRIMARY KEY (schedule, period, attempt, kind, payee, currency),
  FOREIGN KEY (schedule, period) REFERENCES schedule_runs,
  CONSTRAINT results_are_a_statement_or_a_reason CHECK ((statement_id IS NULL) = (reason IS NOT NULL))
);

CREATE TRIGGER schedule_versions_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON schedule_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER schedule_results_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON schedule_results
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
