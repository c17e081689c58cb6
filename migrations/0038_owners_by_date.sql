-- Owners by date. A recording that changes hands from a day on has a row of `tracks` for each time of ownership: plays are
-- counted under the row of their day, and all that follows from them, lines and statements, is its owners'. The usual
-- recording has one row, of all days. The row of the first days is the one that external ids and featured artists name.
ALTER TABLE tracks ADD COLUMN owned_from date NOT NULL DEFAULT '-infinity';
-- The first day that is no longer of this time.
ALTER TABLE tracks ADD COLUMN owned_until date NOT NULL DEFAULT 'infinity';
ALTER TABLE tracks DROP CONSTRAINT tracks_isrc_key;
ALTER TABLE tracks ADD CONSTRAINT tracks_isrc_owned_from_key UNIQUE (isrc, owned_from);
ALTER TABLE tracks ADD CONSTRAINT tracks_are_owned_for_a_time CHECK (owned_from < owned_until);
-- Few: it tells at once if there are any.
CREATE INDEX tracks_owned_from_a_day ON tracks (isrc) WHERE owned_from > '-infinity';

-- A release of one recording has one track, however often that has changed hands.
CREATE OR REPLACE VIEW platform_report_recordings AS
SELECT l.*, coalesce(
  l.isrc,
  (SELECT t.isrc FROM track_external_ids x JOIN tracks t USING (track_id) WHERE x.external_id = l.external_id),
  (SELECT min(t.isrc) FROM tracks t JOIN albums b USING (album_id) WHERE b.gtin = l.upc
   HAVING count(DISTINCT t.isrc) = 1)) AS recording
FROM platform_report_lines l;
