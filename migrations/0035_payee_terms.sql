-- Terms of a payee hold from a month on.

-- In `payees` stand those that hold from the beginning: nothing held back and no minimum, where a payee has dated ones only.
ALTER TABLE payees
  ADD COLUMN reserve_release_parts int NOT NULL DEFAULT 1 CHECK (reserve_release_parts BETWEEN 1 AND 120),
  -- As `20 USD|2500 JPY`: a currency that is not named has none. NULL where minimum_payout is of every currency.
  ADD COLUMN minimum_payouts text;

-- Those that hold from a month on, until the next.
CREATE TABLE payee_terms (
  payee                 text NOT NULL REFERENCES payees,
  effective_from        date NOT NULL CHECK (extract(day FROM effective_from) = 1),
  minimum_payout        numeric(30, 12) NOT NULL CHECK (minimum_payout >= 0),
  minimum_payouts       text,
  reserve_percent       numeric(15, 12) NOT NULL CHECK (reserve_percent BETWEEN 0 AND 100),
  reserve_release_after int NOT NULL CHECK (reserve_release_after BETWEEN 0 AND 120),
  reserve_release_parts int NOT NULL CHECK (reserve_release_parts BETWEEN 1 AND 120),
  withholding_percent   numeric(15, 12) NOT NULL CHECK (withholding_percent BETWEEN 0 AND 100),
  PRIMARY KEY (payee, effective_from)
);

-- What is held of a period is released in so many equal parts, the first in release_period.
ALTER TABLE settlements ADD COLUMN reserve_release_parts int NOT NULL DEFAULT 1;
-- The percents that the months of its calendar year were withheld by, from January up to the period; NULL where all are
-- withholding_percent.
ALTER TABLE settlements ADD COLUMN withholding_percents numeric(15, 12)[];
CREATE OR REPLACE VIEW settlements_in_force AS
SELECT s.* FROM settlements s JOIN periods p ON (p.period, p.round) = (s.period, s.round);
