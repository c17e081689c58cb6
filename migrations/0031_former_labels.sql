-- Labels that tracks were of before the catalog gave them to others, and until when. A statement of a label that was issued
-- keeps its tracks: no other label's statement of the same month has them too.
CREATE TABLE former_labels (
  former_label_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  track_id        int NOT NULL,
  label_id        int NOT NULL,
  until           timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX former_labels_by_track ON former_labels (track_id);
CREATE TRIGGER former_labels_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON former_labels
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
