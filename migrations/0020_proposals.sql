-- Four eyes: what one person proposes another confirms. A proposal names exactly what it is about, is good for a time,
-- and is confirmed once, in the transaction of the act.
CREATE TABLE proposals (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  act              text NOT NULL,
  subject          text NOT NULL CHECK (octet_length(subject) <= 512),
  -- The words of it, as canonical JSON.
  content          text NOT NULL CHECK (octet_length(content) <= 65536),
  -- SHA-256 of act, subject and content.
  digest           bytea NOT NULL CHECK (octet_length(digest) = 32),
  proposed_by      text NOT NULL,
  proposed_by_name text NOT NULL,
  proposed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at       timestamptz NOT NULL,
  CONSTRAINT proposals_expire CHECK (expires_at > proposed_at)
);
CREATE INDEX proposals_by_digest ON proposals (digest, id);
CREATE TABLE proposal_confirmations (
  proposal_id       bigint PRIMARY KEY REFERENCES proposals,
  confirmed_by      text NOT NULL,
  confirmed_by_name text NOT NULL,
  confirmed_at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE FUNCTION confirmations_take_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM proposals p WHERE p.id = NEW.proposal_id
      AND (p.proposed_by = NEW.confirmed_by OR p.proposed_by_name = NEW.confirmed_by_name
        OR p.expires_at <= clock_timestamp())) THEN
    RAISE EXCEPTION 'proposal % has expired, or is confirmed by who proposed it', NEW.proposal_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER confirmations_take_another BEFORE INSERT ON proposal_confirmations
  FOR EACH ROW EXECUTE FUNCTION confirmations_take_another();
CREATE TRIGGER proposals_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON proposals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER proposal_confirmations_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON proposal_confirmations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
