-- What was issued stays as it was: the documents of statements are kept, whatever a later version of the program makes of
-- the books.

-- The canonical JSON that the digest is over, packed by gzip, in parts. Those of one statement follow each other from 0 on.
CREATE TABLE statement_documents (
  statement_id bigint NOT NULL REFERENCES statements,
  part         int NOT NULL CHECK (part >= 0),
  packed       bytea NOT NULL CHECK (octet_length(packed) BETWEEN 1 AND 1048576),
  PRIMARY KEY (statement_id, part)
);
-- It is packed already.
ALTER TABLE statement_documents ALTER COLUMN packed SET STORAGE EXTERNAL;
CREATE TRIGGER statement_documents_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_documents
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON statement_documents FROM PUBLIC, CURRENT_USER;

-- True of those that were issued together with their document.
ALTER TABLE statements ADD COLUMN is_kept boolean NOT NULL DEFAULT false;

CREATE FUNCTION statements_have_documents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM statement_documents WHERE statement_id = NEW.statement_id AND part = 0) THEN
    RAISE EXCEPTION 'statement % has no document', NEW.statement_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER statements_have_documents AFTER INSERT ON statements
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.is_kept) EXECUTE FUNCTION statements_have_documents();
