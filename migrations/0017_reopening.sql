-- The latest closed month may be opened again by a second person, on record, while nothing outside the books went by it:
-- no statement of it was issued, and no payment is dated after it. Its settlements are reversed and stay on record under
-- their round; closing settles anew, in the next.

-- How often it was opened again, and one. Who began the close, and who finished one that was cut off.
ALTER TABLE periods ADD COLUMN round int NOT NULL DEFAULT 1;
ALTER TABLE periods ADD COLUMN closing_by text, ADD COLUMN closing_by_name text;
ALTER TABLE periods ADD COLUMN closed_by text, ADD COLUMN closed_by_name text;

ALTER TABLE settlements ADD COLUMN round int NOT NULL DEFAULT 1;
ALTER TABLE settlements ALTER COLUMN round DROP DEFAULT;
ALTER TABLE settlements DROP CONSTRAINT settlements_pkey;
ALTER TABLE settlements ADD PRIMARY KEY (payee, currency, period, round);

-- Those that hold: of the last close of their period.
CREATE VIEW settlements_in_force AS
SELECT s.* FROM settlements s JOIN periods p ON (p.period, p.round) = (s.period, s.round);

CREATE OR REPLACE FUNCTION settlements_end_a_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM periods WHERE (period, round) = (NEW.period, NEW.round) AND status = 'closing') THEN
    RAISE EXCEPTION 'period % is not being closed', to_char(NEW.period, 'YYYY-MM')
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- Each time that a closed period was opened again, with the close that it undid.
CREATE TABLE period_reopenings (
  period           date NOT NULL REFERENCES periods,
  -- Of the close that is undone.
  round            int NOT NULL,
  closed_at        timestamptz NOT NULL,
  -- NULL from before closes named who made them.
  closed_by        text,
  closed_by_name   text,
  closing_reason   text,
  blockers         text[] NOT NULL,
  reopened_at      timestamptz NOT NULL,
  reopened_by      text NOT NULL,
  reopened_by_name text NOT NULL,
  reason           text NOT NULL CONSTRAINT reopenings_give_a_reason CHECK (reason <> ''),
  PRIMARY KEY (period, round)
);
CREATE TRIGGER reopenings_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON period_reopenings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION reopenings_are_sound() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  p periods;
  name text := to_char(NEW.period, 'YYYY-MM');
BEGIN
  SELECT * INTO p FROM periods WHERE period = NEW.period FOR UPDATE;
  IF p.status IS DISTINCT FROM 'closed' THEN
    RAISE EXCEPTION 'period % is not closed', name USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM periods WHERE period > NEW.period AND status <> 'open') THEN
    RAISE EXCEPTION 'period %: a later one is closed, or being closed', name USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.reopened_by IN (p.closing_by, p.closed_by) THEN
    RAISE EXCEPTION 'period %: it takes another than who closed it', name USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM statements WHERE period = NEW.period) THEN
    RAISE EXCEPTION 'period %: a statement of it was issued', name USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (
    SELECT FROM ledger_transactions t
    WHERE t.kind = 'payment' AND t.reverses IS NULL AND t.accounting_date >= NEW.period + interval '1 month'
      AND NOT EXISTS (SELECT FROM ledger_transactions r WHERE r.reverses = t.id)) THEN
    RAISE EXCEPTION 'period %: a payment is dated after it', name USING ERRCODE = 'restrict_violation';
  END IF;
  NEW.round := p.round;
  NEW.closed_at := p.closed_at;
  NEW.closed_by := p.closing_by;
  NEW.closed_by_name := p.closing_by_name;
  NEW.closing_reason := p.reason;
  NEW.blockers := p.blockers;
  NEW.reopened_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER reopenings_are_sound BEFORE INSERT ON period_reopenings
  FOR EACH ROW EXECUTE FUNCTION reopenings_are_sound();

-- At the commit, when the reversals are there.
CREATE FUNCTION reopenings_reverse_settlements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM periods WHERE (period, round) = (NEW.period, NEW.round)) OR EXISTS (
    SELECT FROM settlements s
    WHERE (s.period, s.round) = (NEW.period, NEW.round) AND s.transaction_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM ledger_transactions r WHERE r.reverses = s.transaction_id)) THEN
    RAISE EXCEPTION 'period %: its settlements are not reversed', to_char(NEW.period, 'YYYY-MM')
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER reopenings_reverse_settlements AFTER INSERT ON period_reopenings
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION reopenings_reverse_settlements();

CREATE OR REPLACE FUNCTION periods_move_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.status = 'open' THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.period = OLD.period AND (OLD.status, NEW.status) = ('closed', 'open')
    AND NEW.round = OLD.round + 1
    AND EXISTS (SELECT FROM period_reopenings WHERE (period, round) = (OLD.period, OLD.round)) THEN
    RETURN NEW;
  END IF;
  IF TG_OP <> 'UPDATE' OR (NEW.period, NEW.round) <> (OLD.period, OLD.round)
    OR (OLD.status, NEW.status) NOT IN (('open', 'closing'), ('closing', 'closed')) THEN
    RAISE EXCEPTION 'a period only moves from open to closing to closed, and back by a reopening'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM periods WHERE period < NEW.period AND status <> 'closed') THEN
    RAISE EXCEPTION 'period %: an earlier one is not closed', to_char(NEW.period, 'YYYY-MM')
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF ledger_today() < NEW.period + interval '1 month' THEN
    RAISE EXCEPTION 'period % is not over', to_char(NEW.period, 'YYYY-MM') USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

REVOKE UPDATE, DELETE, TRUNCATE ON period_reopenings FROM PUBLIC, CURRENT_USER;
