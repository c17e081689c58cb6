-- Those who keep totals in memory follow every commit by what it has changed: plays of any number, and imports of the
-- catalog.

-- Catalog's version in which what stands in a row last changed. 0 is before anybody asked.
ALTER TABLE labels ADD COLUMN changed_in bigint NOT NULL DEFAULT 0;
ALTER TABLE artists ADD COLUMN changed_in bigint NOT NULL DEFAULT 0;
ALTER TABLE albums ADD COLUMN changed_in bigint NOT NULL DEFAULT 0;
ALTER TABLE tracks ADD COLUMN changed_in bigint NOT NULL DEFAULT 0;
CREATE INDEX labels_by_change ON labels (changed_in);
CREATE INDEX artists_by_change ON artists (changed_in);
CREATE INDEX albums_by_change ON albums (changed_in);
CREATE INDEX tracks_by_change ON tracks (changed_in);

-- Lists of the older form go with their column: whoever follows reads the totals anew, once.
ALTER TABLE recent_commits DROP COLUMN moments;
-- Everything that the commit added to the totals, by track, day and market: PlaysFormat. Empty for none. NULL where it is
-- so much that reading the totals anew is cheaper.
ALTER TABLE recent_commits ADD COLUMN cells bytea;
-- Those of the plays that were of the last hour, by their moment: PlaysFormat.
ALTER TABLE recent_commits ADD COLUMN recent bytea NOT NULL DEFAULT '';
-- Catalog's version that the commit made; NULL where it left the catalog as it was.
ALTER TABLE recent_commits ADD COLUMN catalog_version bigint;
ALTER TABLE recent_commits ALTER COLUMN cells SET STORAGE EXTERNAL;
ALTER TABLE recent_commits ALTER COLUMN recent SET STORAGE EXTERNAL;
