-- A payee's lines are read a stretch of tracks at a time.
CREATE INDEX ledger_lines_by_share ON ledger_lines (period, artist_id, contract_id, track_id);
DROP INDEX ledger_lines_by_artist;

-- Besides payees, labels have statements: over all their artists.
ALTER TABLE statements ADD COLUMN kind text NOT NULL DEFAULT 'payee' CHECK (kind IN ('payee', 'label'));
ALTER TABLE statements ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE statements DROP CONSTRAINT statements_payee_period_currency_revision_key;
ALTER TABLE statements ADD UNIQUE (kind, payee, period, currency, revision);

-- Under which contracts and whose tracks' lines a transaction was posted: where a payee's lines are looked for.
CREATE TABLE ledger_line_parties (
  transaction_id bigint NOT NULL,
  period         date NOT NULL,
  contract_id    int NOT NULL,
  artist_id      int NOT NULL,
  PRIMARY KEY (contract_id, artist_id, transaction_id, period)
);
CREATE INDEX ledger_line_parties_by_artist ON ledger_line_parties (artist_id, transaction_id);
CREATE INDEX ledger_line_parties_by_transaction ON ledger_line_parties (transaction_id);
INSERT INTO ledger_line_parties SELECT DISTINCT transaction_id, period, contract_id, artist_id FROM ledger_lines;

CREATE FUNCTION lines_have_parties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger_line_parties SELECT DISTINCT transaction_id, period, contract_id, artist_id FROM added
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER lines_have_parties AFTER INSERT ON ledger_lines
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION lines_have_parties();
CREATE TRIGGER line_parties_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_line_parties
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
