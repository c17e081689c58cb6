-- Who did what: a record of every write, decision, export and sign-in, and of nothing that is ingested. A record is
-- written in the transaction of its act, and linked into the chain right after it: nobody waits for the chain's head
-- while a posting is under way.
--
-- What holds is checked here as well as in the code:
--   nothing is changed, removed or recorded later under an earlier place     audit_records_are_kept, audit_log_is_kept
--   a record's digest is that of its content and its predecessor             audit_records_are_kept

CREATE TABLE audit_head (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  position  bigint NOT NULL,
  digest    bytea NOT NULL
);
INSERT INTO audit_head (position, digest) VALUES (0, sha256('ledgerline audit'));

CREATE TABLE audit_log (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- As in the books; `address:192.0.2.7` where nobody knows who it was.
  actor       text NOT NULL CHECK (actor ~ '^(token:[0-9]+|os:.+|system:[a-z]+|address:.+)$' AND octet_length(actor) <= 256),
  actor_name  text NOT NULL CHECK (octet_length(actor_name) <= 256),
  -- The address over HTTP, the machine's name at the command line.
  origin      text NOT NULL CHECK (octet_length(origin) <= 256),
  -- What was done, as `ledger.payment`, to what, and with which words.
  act         text NOT NULL CHECK (octet_length(act) BETWEEN 1 AND 64),
  subject     text NOT NULL CHECK (octet_length(subject) <= 512),
  detail      text NOT NULL CHECK (octet_length(detail) <= 2048),
  outcome     text NOT NULL CHECK (outcome IN ('done', 'refused', 'proposed')),
  -- What came of it, as `transaction 12`; empty where nothing was to be done.
  reference   text NOT NULL CHECK (octet_length(reference) <= 1024),
  -- Its place in the chain, NULL until it is linked.
  position    bigint UNIQUE,
  previous    bytea,
  digest      bytea CHECK (octet_length(digest) = 32),
  CONSTRAINT audit_records_are_linked_whole
    CHECK ((position IS NULL) = (digest IS NULL) AND (position IS NULL) = (previous IS NULL))
);
CREATE INDEX audit_log_waiting ON audit_log (id) WHERE position IS NULL;
CREATE INDEX audit_log_by_actor ON audit_log (actor, id);
CREATE INDEX audit_log_by_act ON audit_log (act, id);
CREATE INDEX audit_log_by_time ON audit_log (recorded_at);

CREATE FUNCTION audit_digest(r audit_log) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(r.previous || convert_to(
    ledger_field(r.position::text) || ledger_field(r.id::text)
      || ledger_field(((extract(epoch FROM r.recorded_at) * 1000000)::bigint)::text)
      || ledger_field(r.actor) || ledger_field(r.actor_name) || ledger_field(r.origin) || ledger_field(r.act)
      || ledger_field(r.subject) || ledger_field(r.detail) || ledger_field(r.outcome) || ledger_field(r.reference),
    'UTF8'))
$$;

CREATE FUNCTION audit_records_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.recorded_at := clock_timestamp();
    IF NEW.position IS NOT NULL THEN
      RAISE EXCEPTION 'a record is linked after it is written' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  -- The one change there is: a place in the chain, once.
  IF OLD.position IS NOT NULL OR (NEW.id, NEW.recorded_at, NEW.actor, NEW.actor_name, NEW.origin, NEW.act, NEW.subject,
    NEW.detail, NEW.outcome, NEW.reference) IS DISTINCT FROM (OLD.id, OLD.recorded_at, OLD.actor, OLD.actor_name,
    OLD.origin, OLD.act, OLD.subject, OLD.detail, OLD.outcome, OLD.reference) THEN
    RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE audit_head SET position = NEW.position, digest = NEW.digest
  WHERE position = NEW.position - 1 AND digest = NEW.previous;
  IF NOT FOUND OR audit_digest(NEW) <> NEW.digest THEN
    RAISE EXCEPTION 'record % does not follow the last one of the chain', NEW.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_records_are_kept BEFORE INSERT OR UPDATE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION audit_records_are_kept();
CREATE TRIGGER audit_log_is_kept BEFORE DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION audit_head_follows_records() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Depth 2 is inside audit_records_are_kept.
  IF TG_OP <> 'UPDATE' OR pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'audit_head moves with records only' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_head_follows_records AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION audit_head_follows_records();

-- Gives records that wait their places in the chain, in the order of their ids.
CREATE FUNCTION audit_link(most int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  head audit_head;
  r audit_log;
BEGIN
  SELECT * INTO head FROM audit_head FOR UPDATE;
  FOR r IN SELECT * FROM audit_log WHERE position IS NULL ORDER BY id LIMIT most LOOP
    r.position := head.position + 1;
    r.previous := head.digest;
    r.digest := audit_digest(r);
    UPDATE audit_log SET position = r.position, previous = r.previous, digest = r.digest WHERE id = r.id;
    head.position := r.position;
    head.digest := r.digest;
  END LOOP;
  RETURN head.position;
END $$;

REVOKE UPDATE, DELETE, TRUNCATE ON audit_log FROM PUBLIC, CURRENT_USER;
GRANT UPDATE (position, previous, digest) ON audit_log TO CURRENT_USER;
REVOKE DELETE, TRUNCATE ON audit_head FROM PUBLIC, CURRENT_USER;

ALTER TABLE tokens ADD COLUMN created_by text;
