-- The ends of the chains, signed by a key that the database does not have: what whoever owns the database cannot make
-- anew. Each signature is over its predecessor too, so that none can be left out.
CREATE TABLE head_signatures (
  chain     text NOT NULL CHECK (chain IN ('ledger', 'audit')),
  sequence  bigint NOT NULL,
  -- The transaction, or the place in the audit log, and its digest.
  number    bigint NOT NULL,
  digest    bytea NOT NULL CHECK (octet_length(digest) = 32),
  signed_at timestamptz NOT NULL,
  -- Of the public key: the first 16 digits of its SHA-256.
  key       text NOT NULL CHECK (key ~ '^[0-9a-f]{16}$'),
  signature bytea NOT NULL CHECK (octet_length(signature) = 64),
  PRIMARY KEY (chain, sequence)
);

CREATE FUNCTION signatures_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last head_signatures;
BEGIN
  SELECT * INTO last FROM head_signatures WHERE chain = NEW.chain ORDER BY sequence DESC LIMIT 1;
  IF NEW.sequence <> coalesce(last.sequence, 0) + 1 OR NEW.number <= coalesce(last.number, 0) THEN
    RAISE EXCEPTION 'signature % of the % does not follow the last one', NEW.sequence, NEW.chain
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER signatures_follow BEFORE INSERT ON head_signatures
  FOR EACH ROW EXECUTE FUNCTION signatures_follow();
CREATE TRIGGER head_signatures_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON head_signatures
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON head_signatures FROM PUBLIC, CURRENT_USER;
