-- Statements that were issued: frozen documents that agree with the books.

-- A payee's lines of a month are found by artist and contract.
CREATE INDEX ledger_lines_by_artist ON ledger_lines (period, artist_id, contract_id);

-- Issuing a statement is recorded in the chain: its digest and what is payable cannot be changed afterwards.
ALTER TABLE ledger_transactions DROP CONSTRAINT ledger_transactions_kind_check;
ALTER TABLE ledger_transactions ADD CONSTRAINT ledger_transactions_kind_check
  CHECK (kind IN ('royalties', 'advance', 'manual', 'receipt', 'payment', 'settlement', 'statement'));

CREATE OR REPLACE FUNCTION transactions_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  off record;
BEGIN
  SELECT currency, sum(amount) AS rest INTO off FROM ledger_entries WHERE transaction_id = NEW.id
  GROUP BY currency HAVING sum(amount) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'transaction % does not balance: % % remain', NEW.id, off.rest, off.currency
      USING ERRCODE = 'check_violation';
  END IF;
  -- Royalties may move between lines without moving between accounts. A statement is a note: it moves nothing.
  IF NEW.kind <> 'royalties'
    AND (NEW.kind = 'statement') = EXISTS (SELECT FROM ledger_entries WHERE transaction_id = NEW.id) THEN
    RAISE EXCEPTION 'transaction % has %', NEW.id, CASE NEW.kind WHEN 'statement' THEN 'entries' ELSE 'no entries' END
      USING ERRCODE = 'check_violation';
  END IF;
  IF (SELECT count(*) FROM ledger_lines WHERE transaction_id = NEW.id) <> NEW.line_count THEN
    RAISE EXCEPTION 'transaction % has other lines than it says', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  IF ledger_digest(NEW) <> NEW.digest THEN
    RAISE EXCEPTION 'transaction % has another digest than its content', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TABLE statements (
  statement_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  payee          text NOT NULL,
  period         date NOT NULL,
  currency       text NOT NULL,
  revision       int NOT NULL CHECK (revision >= 1),
  -- SHA-256 over the canonical JSON, the detail included.
  digest         bytea NOT NULL CHECK (octet_length(digest) = 32),
  -- The transaction by which the books record it.
  transaction_id bigint NOT NULL UNIQUE,
  payable        numeric(38, 12) NOT NULL,
  -- Why there is another revision.
  reason         text,
  issued_at      timestamptz NOT NULL DEFAULT now(),
  UNIQUE (payee, period, currency, revision),
  CONSTRAINT later_revisions_give_a_reason CHECK (revision = 1 OR reason IS NOT NULL)
);

-- What the catalog called the tracks and parties of a statement when it was issued: it says so for ever.
CREATE TABLE statement_names (
  statement_id bigint NOT NULL REFERENCES statements,
  kind         text NOT NULL CHECK (kind IN ('payee', 'track', 'upc', 'artist', 'release')),
  id           text NOT NULL,
  name         text NOT NULL,
  PRIMARY KEY (statement_id, kind, id)
);

CREATE TRIGGER statements_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER statement_names_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_names
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
