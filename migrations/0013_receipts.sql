-- What a receipt is for, and what stands beside what a report says in the report's own currencies.

-- A purpose is noted with its receipt, never without one.
ALTER TABLE receipt_purposes ADD FOREIGN KEY (transaction_id) REFERENCES ledger_transactions;

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
