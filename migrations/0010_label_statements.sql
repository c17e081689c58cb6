-- A payee's lines are read a stretch of tracks at a time.
CREATE INDEX ledger_lines_by_share ON ledger_lines (period, artist_id, contract_id, track_id);
DROP INDEX ledger_lines_by_artist;

-- Besides payees, labels have statements: over all their artists.
ALTER TABLE statements ADD COLUMN kind text NOT NULL DEFAULT 'payee' CHECK (kind IN ('payee', 'label'));
ALTER TABLE statements ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE statements DROP CONSTRAINT statements_payee_period_currency_revision_key;
ALTER TABLE statements ADD UNIQUE (kind, payee, period, currency, revision);
