-- Figures that a report states for a market as a whole, and that no row has: what the platform will pay, its fees and deductions,
-- and what it converted by.
CREATE TABLE platform_report_totals (
  report_id             int NOT NULL REFERENCES platform_reports,
  -- The place among the report's totals, from 1.
  ordinal               int NOT NULL,
  summary               text NOT NULL,
  -- NULL where it covers more than a month.
  period                date CHECK (extract(day FROM period) = 1),
  platform              text NOT NULL,
  country               text NOT NULL,
  tier                  text,
  currency              text NOT NULL,
  -- The sum of its rows.
  rows_amount           numeric(38, 12) NOT NULL,
  final_total           numeric(38, 12),
  usage_independent_fee numeric(38, 12),
  fee_type              text,
  deductions            numeric(38, 12),
  deduction_type        text,
  exchange_rate         text,
  exchange_rate_source  text,
  exchange_rate_date    text,
  PRIMARY KEY (report_id, ordinal)
);
CREATE TRIGGER platform_report_totals_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON platform_report_totals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
