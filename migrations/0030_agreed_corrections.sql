-- What somebody agreed to before it was written: a change that moves sums of closed periods. The books take the sums up in
-- the first open month; this says who wanted them, when and by what.
CREATE TABLE agreed_corrections (
  correction_id  int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind           text NOT NULL CHECK (kind IN ('catalog', 'fx', 'payees', 'contracts', 'rates', 'advances')),
  -- The file, or what of it is new.
  source         text NOT NULL,
  agreed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  agreed_by      text NOT NULL,
  agreed_by_name text NOT NULL
);
CREATE TRIGGER agreed_corrections_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON agreed_corrections
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE agreed_correction_sums (
  correction_id int NOT NULL REFERENCES agreed_corrections,
  period        date NOT NULL CHECK (extract(day FROM period) = 1),
  kind          text NOT NULL CHECK (kind IN ('platform', 'payee', 'fee', 'suspense', 'recoupable', 'withholding')),
  -- Name of the platform or payee, or of the account.
  key           text NOT NULL,
  currency      text NOT NULL,
  difference    numeric(38, 12) NOT NULL CHECK (difference <> 0),
  PRIMARY KEY (correction_id, period, kind, key, currency)
);
CREATE TRIGGER agreed_correction_sums_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON agreed_correction_sums
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The contract that this one goes on with: the same deal, on other terms from a day on. Where terms count (escalations), they
-- count on from that one.
ALTER TABLE contracts ADD COLUMN continues text CHECK (continues <> contract);
