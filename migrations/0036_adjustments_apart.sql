-- Money beside plays (fines, corrections, top-ups, bonuses) as lines of their own, and contracts that take no fee of it.

ALTER TABLE contracts ADD COLUMN fee_on_adjustments boolean NOT NULL DEFAULT true;

-- Of a reported line: true for its money beside plays.
ALTER TABLE ledger_lines ADD COLUMN adjustment boolean NOT NULL DEFAULT false;

-- The part of a payee's share that is money beside plays.
ALTER TABLE ledger_royalties ADD COLUMN beside_plays numeric(38, 12) NOT NULL DEFAULT 0;

-- What was posted with its line before is posted apart from it once more: by lines that come to nothing in all.
CREATE TEMP TABLE adjusted ON COMMIT DROP AS SELECT DISTINCT acceptance_id, isrc FROM acceptance_lines WHERE adjustment <> 0;
CREATE TEMP TABLE adjusted_tracks ON COMMIT DROP AS
SELECT DISTINCT a.period, t.track_id FROM adjusted JOIN acceptances a USING (acceptance_id) JOIN tracks t USING (isrc);
INSERT INTO ledger_pending (epoch, period, track_id)
SELECT (SELECT epoch FROM ledger_epoch FOR SHARE), period, track_id FROM adjusted_tracks ON CONFLICT DO NOTHING;
