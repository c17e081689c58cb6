-- What rounding a report's amounts to 10^-12 added to them: the exact sums, by currency. Platforms write up to 33 decimals.

ALTER TABLE platform_reports
  ADD COLUMN rounded_currencies text[] NOT NULL DEFAULT '{}',
  ADD COLUMN rounded numeric[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT rounded_by_currency CHECK (cardinality(rounded_currencies) = cardinality(rounded));
