-- Books record what has happened: a month is closed when it is over, and nothing is dated ahead. Checked by the
-- database's clock too, whatever the program thinks the day is.

-- This day, in UTC. Tests that live on another day put their own function in its place.
CREATE FUNCTION ledger_today() RETURNS date LANGUAGE sql VOLATILE AS $$
  SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date
$$;

CREATE OR REPLACE FUNCTION periods_move_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.status = 'open' THEN
    RETURN NEW;
  END IF;
  IF TG_OP <> 'UPDATE' OR NEW.period <> OLD.period
    OR (OLD.status, NEW.status) NOT IN (('open', 'closing'), ('closing', 'closed')) THEN
    RAISE EXCEPTION 'a period only moves from open to closing to closed' USING ERRCODE = 'restrict_violation';
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

-- A day ahead is today's date east of Greenwich. Royalties follow from plays, whose times are checked where they come in.
CREATE FUNCTION transactions_are_not_ahead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.accounting_date > ledger_today() + 1 THEN
    RAISE EXCEPTION 'transaction % is dated %, which has not come', NEW.id, NEW.accounting_date
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER transactions_are_not_ahead BEFORE INSERT ON ledger_transactions
  FOR EACH ROW WHEN (NEW.kind <> 'royalties') EXECUTE FUNCTION transactions_are_not_ahead();
