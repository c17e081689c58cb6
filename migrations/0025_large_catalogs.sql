-- A catalog has millions of tracks, and a foreign key looks its row up for each of them: most of what an import took. Each
-- statement is looked at as a whole instead, and what others refer to cannot go.
--
-- All rows that are lost are asked for, and not one of them: there are none, and a plan for the first of many walks an index
-- for each row.

ALTER TABLE tracks DROP CONSTRAINT tracks_artist_id_fkey, DROP CONSTRAINT tracks_album_id_fkey,
  DROP CONSTRAINT tracks_label_id_fkey;
ALTER TABLE track_external_ids DROP CONSTRAINT track_external_ids_track_id_fkey;
ALTER TABLE track_features DROP CONSTRAINT track_features_track_id_fkey, DROP CONSTRAINT track_features_artist_id_fkey;

CREATE FUNCTION tracks_refer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  lost text;
BEGIN
  SELECT min(n.isrc) INTO lost FROM added n
    LEFT JOIN artists a ON a.artist_id = n.artist_id LEFT JOIN albums b ON b.album_id = n.album_id
    LEFT JOIN labels l ON l.label_id = n.label_id
  WHERE a.artist_id IS NULL OR b.album_id IS NULL OR l.label_id IS NULL;
  IF lost IS NOT NULL THEN
    RAISE EXCEPTION 'track % is of an artist, album or label that is not there', lost USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER new_tracks_refer AFTER INSERT ON tracks REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION tracks_refer();
CREATE TRIGGER changed_tracks_refer AFTER UPDATE ON tracks REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION tracks_refer();

CREATE FUNCTION external_ids_refer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  lost text;
BEGIN
  SELECT min(n.external_id) INTO lost FROM added n LEFT JOIN tracks t ON t.track_id = n.track_id
  WHERE t.track_id IS NULL;
  IF lost IS NOT NULL THEN
    RAISE EXCEPTION 'external id % is of a track that is not there', lost USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER new_external_ids_refer AFTER INSERT ON track_external_ids REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION external_ids_refer();
CREATE TRIGGER changed_external_ids_refer AFTER UPDATE ON track_external_ids REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION external_ids_refer();

CREATE FUNCTION features_refer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (
    SELECT count(*) FROM added n
      LEFT JOIN tracks t ON t.track_id = n.track_id LEFT JOIN artists a ON a.artist_id = n.artist_id
    WHERE t.track_id IS NULL OR a.artist_id IS NULL) > 0 THEN
    RAISE EXCEPTION 'a featured artist, or the track, is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER new_features_refer AFTER INSERT ON track_features REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION features_refer();
CREATE TRIGGER changed_features_refer AFTER UPDATE ON track_features REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION features_refer();

CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'nothing is taken out of %: plays and books refer to it', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER artists_stay BEFORE DELETE OR TRUNCATE ON artists FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER albums_stay BEFORE DELETE OR TRUNCATE ON albums FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER labels_stay BEFORE DELETE OR TRUNCATE ON labels FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER tracks_stay BEFORE DELETE OR TRUNCATE ON tracks FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

-- What a payee has a share in is looked up by the payee, and tracks that went to others among all marks.
CREATE INDEX contract_shares_by_payee ON contract_shares (payee);
CREATE INDEX ledger_pending_by_catalog ON ledger_pending (track_id) WHERE by_catalog;
