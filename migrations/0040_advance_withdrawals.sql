-- Advances and costs that were taken back before they were posted. Their references stay taken.
CREATE TABLE advance_withdrawals (
  reference    text PRIMARY KEY REFERENCES advances,
  reason       text NOT NULL CHECK (reason <> ''),
  withdrawn_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  withdrawn_by text NOT NULL,
  withdrawn_by_name text NOT NULL
);
CREATE TRIGGER advance_withdrawals_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON advance_withdrawals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
