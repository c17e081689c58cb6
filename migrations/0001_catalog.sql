-- What is played: tracks, and the artist, album and label each belongs to.

CREATE TABLE labels (
  label_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id       text NOT NULL UNIQUE,
  name     text NOT NULL
);

CREATE TABLE artists (
  artist_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id        text NOT NULL UNIQUE,
  name      text NOT NULL
);

CREATE TABLE albums (
  album_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  gtin     text NOT NULL UNIQUE,
  upc      text NOT NULL,
  title    text NOT NULL,
  -- Barcodes are compared left-padded to 14 digits; `upc` keeps the spelling of the catalog.
  CONSTRAINT albums_gtin_is_padded CHECK (gtin ~ '^[0-9]{14}$')
);

CREATE TABLE tracks (
  track_id  int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  isrc      text NOT NULL UNIQUE,
  title     text NOT NULL,
  artist_id int NOT NULL REFERENCES artists,
  album_id  int NOT NULL REFERENCES albums,
  label_id  int NOT NULL REFERENCES labels,
  CONSTRAINT tracks_isrc_is_normal CHECK (isrc ~ '^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$')
);
CREATE INDEX tracks_by_artist ON tracks (artist_id);
CREATE INDEX tracks_by_album ON tracks (album_id);
CREATE INDEX tracks_by_label ON tracks (label_id);

-- `namespace:id`, as in `spotify:6rqh...`.
CREATE TABLE track_external_ids (
  external_id text PRIMARY KEY,
  track_id    int NOT NULL REFERENCES tracks
);
CREATE INDEX track_external_ids_by_track ON track_external_ids (track_id);

-- Artists who are named on a track that is another's. Their pages show it; the plays are not theirs.
CREATE TABLE track_features (
  track_id  int NOT NULL REFERENCES tracks,
  artist_id int NOT NULL REFERENCES artists,
  PRIMARY KEY (track_id, artist_id)
);
CREATE INDEX track_features_by_artist ON track_features (artist_id);
