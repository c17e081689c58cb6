-- What a receipt is for, and what stands beside what a report says in the report's own currencies.

-- A purpose is noted behind its receipt, and of nothing else. A trigger and no foreign key: with one, a TRUNCATE of the
-- books would be refused for that reason, before it is for the right one.
CREATE FUNCTION receipt_purposes_name_a_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM ledger_transactions WHERE id = NEW.transaction_id AND kind = 'receipt' AND reverses IS NULL) THEN
    RAISE EXCEPTION 'transaction % is no receipt', NEW.transaction_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER receipt_purposes_name_a_receipt BEFORE INSERT ON receipt_purposes
  FOR EACH ROW EXECUTE FUNCTION receipt_purposes_name_a_receipt();

-- What the plays imply for what a report speaks of, in the currencies of the rates: `reconciliations` has it in those of
-- the contracts. Made anew with every match.
CREATE TABLE reconciliation_estimates (
  report_id int NOT NULL REFERENCES platform_reports,
  period    date NOT NULL,
  platform  text NOT NULL,
  currency  text NOT NULL,
  -- Over the calendar month, as it is accrued.
  estimated numeric(38, 12) NOT NULL,
  PRIMARY KEY (report_id, period, platform, currency)
);
