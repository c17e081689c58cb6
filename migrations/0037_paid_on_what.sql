-- A payee is paid on what is estimated, on what platforms have reported, or on what has come in of that.

ALTER TABLE payees
  ADD COLUMN basis text NOT NULL DEFAULT 'estimated' CHECK (basis IN ('estimated', 'reported', 'received'));
ALTER TABLE payee_terms
  ADD COLUMN basis text NOT NULL DEFAULT 'estimated' CHECK (basis IN ('estimated', 'reported', 'received'));

ALTER TABLE settlements
  ADD COLUMN basis text NOT NULL DEFAULT 'estimated' CHECK (basis IN ('estimated', 'reported', 'received')),
  -- Part of the closing balance that is not paid out yet.
  ADD COLUMN expected numeric(38, 12) NOT NULL DEFAULT 0 CHECK (expected >= 0),
  -- Acceptances up to this one counted for what has come in; NULL where it was of no account.
  ADD COLUMN accepted_to int,
  ADD CONSTRAINT expected_by_basis CHECK (
    (basis <> 'estimated' OR expected = 0) AND (basis = 'received') = (accepted_to IS NOT NULL)
      AND payable <= greatest(0, closing - expected));
CREATE OR REPLACE VIEW settlements_in_force AS
SELECT s.* FROM settlements s JOIN periods p ON (p.period, p.round) = (s.period, s.round);
