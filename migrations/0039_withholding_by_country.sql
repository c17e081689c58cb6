-- Percents that are withheld of a payee by country of sale. Those of the latest date not after a month apply together.
CREATE TABLE withholding_terms (
  payee          text NOT NULL REFERENCES payees,
  -- The first day of a month; 0001-01-01 holds from the beginning.
  effective_from date NOT NULL CHECK (extract(day FROM effective_from) = 1),
  -- `*` is all that none of the date names.
  country        text NOT NULL CHECK (country ~ '^([A-Z]{2}|[*])$'),
  percent        numeric(15, 12) NOT NULL CHECK (percent BETWEEN 0 AND 100),
  PRIMARY KEY (payee, effective_from, country)
);

-- The rates of the months of its calendar year in which countries had percents of their own, as `2026-10 US 30.000000000000`;
-- NULL where none had.
ALTER TABLE settlements ADD COLUMN withholding_by_country text[];
CREATE OR REPLACE VIEW settlements_in_force AS
SELECT s.* FROM settlements s JOIN periods p ON (p.period, p.round) = (s.period, s.round);
