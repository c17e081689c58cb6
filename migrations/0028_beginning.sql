-- The month in which the books begin. Plays, advances and reports of earlier months are known, and nothing of them is posted.
CREATE TABLE books_beginning (
  single        boolean PRIMARY KEY DEFAULT true CHECK (single),
  period        date NOT NULL CHECK (extract(day FROM period) = 1),
  named_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  named_by      text NOT NULL,
  named_by_name text NOT NULL
);

-- It can be named anew until something stands in the books; what stands in them is never before it.
CREATE FUNCTION beginning_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM ledger_transactions) THEN
    RAISE EXCEPTION 'the books have begun in %', to_char(OLD.period, 'YYYY-MM') USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP <> 'DELETE' AND EXISTS (
    SELECT FROM ledger_transactions WHERE accounting_date < NEW.period OR earning_period < NEW.period) THEN
    RAISE EXCEPTION 'the books have transactions before %', to_char(NEW.period, 'YYYY-MM')
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER beginning_stands BEFORE INSERT OR UPDATE OR DELETE ON books_beginning
  FOR EACH ROW EXECUTE FUNCTION beginning_stands();
CREATE TRIGGER beginning_is_kept BEFORE TRUNCATE ON books_beginning FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION transactions_follow_the_beginning() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  beginning date := (SELECT period FROM books_beginning);
  early bigint;
BEGIN
  SELECT min(id) INTO early FROM added WHERE accounting_date < beginning OR earning_period < beginning;
  IF early IS NOT NULL THEN
    RAISE EXCEPTION 'transaction % is before %, in which the books begin', early, to_char(beginning, 'YYYY-MM')
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER transactions_follow_the_beginning AFTER INSERT ON ledger_transactions
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION transactions_follow_the_beginning();
