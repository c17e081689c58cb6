-- A recording on several releases. Beside the rows of `tracks` that it always had, number 0, for the plays and rows of reports
-- that name no release and are the primary one's, it has rows for each of its releases, numbered from 1, for those that name its
-- barcode. The usual recording stands on one release, and has number 0 alone.
ALTER TABLE tracks ADD COLUMN release int NOT NULL DEFAULT 0;
ALTER TABLE tracks DROP CONSTRAINT tracks_isrc_owned_from_key;
ALTER TABLE tracks ADD CONSTRAINT tracks_isrc_release_owned_from_key UNIQUE (isrc, release, owned_from);
ALTER TABLE tracks ADD CONSTRAINT tracks_have_a_release CHECK (release >= 0);
-- Few: it tells at once if there are any.
DROP INDEX tracks_owned_from_a_day;
CREATE INDEX tracks_beside_others ON tracks (isrc) WHERE owned_from > '-infinity' OR release > 0;
CREATE INDEX tracks_of_releases ON tracks (isrc) WHERE release > 0;

-- Plays wait with the barcode that their events named, left-padded to 14 digits; empty where they named none.
ALTER TABLE plays_unmatched ADD COLUMN upc text NOT NULL DEFAULT '';
ALTER TABLE plays_unmatched DROP CONSTRAINT plays_unmatched_pkey;
ALTER TABLE plays_unmatched ADD PRIMARY KEY (track_ref, day, market_id, upc);

-- What is accepted keeps the barcode of its rows, empty where they have none. Of lines that were accepted before nobody knows it:
-- they are the primary release's.
ALTER TABLE acceptance_lines ADD COLUMN upc text NOT NULL DEFAULT '';
ALTER TABLE acceptance_lines DROP CONSTRAINT accepted_report_lines_pkey;
ALTER TABLE acceptance_lines
  ADD CONSTRAINT acceptance_lines_pkey PRIMARY KEY (acceptance_id, isrc, market_id, has_tier, currency, upc);
