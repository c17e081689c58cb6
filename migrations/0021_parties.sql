-- An artist and a label may have the same id. In the books each has a name of its own: the plain id where nobody else of
-- the catalog had it when they came, else with their kind in front, as in `label:x`. It never changes.

ALTER TABLE artists ADD COLUMN party text UNIQUE;
ALTER TABLE labels ADD COLUMN party text UNIQUE;
-- Until now both had the plain id, and `@artist` stood for it.
UPDATE artists SET party = id;
UPDATE labels SET party = CASE WHEN EXISTS (SELECT FROM artists WHERE artists.id = labels.id) THEN 'label:' || id ELSE id END;
ALTER TABLE artists ALTER COLUMN party SET NOT NULL, ADD CONSTRAINT artists_are_named_by_id
  CHECK (party IN (id, 'artist:' || id));
ALTER TABLE labels ALTER COLUMN party SET NOT NULL, ADD CONSTRAINT labels_are_named_by_id
  CHECK (party IN (id, 'label:' || id));

-- The argument is the kind. Each is compared with those of the other kind: of its own, the key holds.
CREATE FUNCTION parties_are_told_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kind text := TG_ARGV[0];
  has_id boolean;
  has_name boolean;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.party) <> (OLD.id, OLD.party) THEN
      RAISE EXCEPTION '% % is in the books as %, and stays so', kind, OLD.id, OLD.party
        USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF kind = 'artist' THEN
    SELECT count(*) > 0, coalesce(bool_or(party = NEW.id), false) INTO has_id, has_name FROM labels WHERE id = NEW.id;
  ELSE
    SELECT count(*) > 0, coalesce(bool_or(party = NEW.id), false) INTO has_id, has_name FROM artists WHERE id = NEW.id;
  END IF;
  NEW.party := coalesce(NEW.party, CASE WHEN has_id THEN kind || ':' || NEW.id ELSE NEW.id END);
  IF has_name AND NEW.party = NEW.id THEN
    RAISE EXCEPTION '% is in the books as another', NEW.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER artists_are_told_apart BEFORE INSERT OR UPDATE ON artists
  FOR EACH ROW EXECUTE FUNCTION parties_are_told_apart('artist');
CREATE TRIGGER labels_are_told_apart BEFORE INSERT OR UPDATE ON labels
  FOR EACH ROW EXECUTE FUNCTION parties_are_told_apart('label');
