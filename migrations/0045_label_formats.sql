-- Formats of reports that a label has added, every version of them: the latest counts. Who added it, and when, stands beside each,
-- so that a report's reading can be explained by what its format said then.
CREATE TABLE label_formats (
  name             text NOT NULL CONSTRAINT formats_have_names CHECK (name ~ '^[a-z0-9-]{1,64}$'),
  version          int NOT NULL CHECK (version >= 1),
  -- YAML as it was sent. NULL: the format was taken away.
  content          text CONSTRAINT formats_are_short CHECK (octet_length(content) BETWEEN 1 AND 262144),
  recorded_at      timestamptz NOT NULL DEFAULT now(),
  recorded_by      text NOT NULL,
  recorded_by_name text NOT NULL,
  PRIMARY KEY (name, version)
);
CREATE TRIGGER label_formats_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON label_formats
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
