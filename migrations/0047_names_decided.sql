-- Decisions on what reports call their rows by: an ISRC that the catalog does not have, a platform's id, a barcode. Every version of
-- each: the latest counts, and one that is forgotten counts for nothing.
CREATE TABLE report_name_decisions (
  kind            text NOT NULL CHECK (kind IN ('isrc', 'external_id', 'upc')),
  -- As rows have it: a barcode left-padded to 14 digits.
  name            text NOT NULL CONSTRAINT names_are_short CHECK (octet_length(name) BETWEEN 1 AND 512),
  version         int NOT NULL CHECK (version >= 1),
  verdict         text NOT NULL CHECK (verdict IN ('assigned', 'not_ours', 'forgotten')),
  -- ISRC of the recording that rows of the name are of. The catalog may learn it later.
  recording       text CONSTRAINT recordings_are_isrcs CHECK (recording ~ '^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$'),
  reason          text NOT NULL,
  decided_at      timestamptz NOT NULL DEFAULT now(),
  decided_by      text NOT NULL,
  decided_by_name text NOT NULL,
  PRIMARY KEY (kind, name, version),
  CONSTRAINT assigned_to_a_recording CHECK ((verdict = 'assigned') = (recording IS NOT NULL))
);
CREATE TRIGGER report_name_decisions_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON report_name_decisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What is decided now.
CREATE VIEW report_name_verdicts AS
SELECT kind, name, version, verdict, recording, reason, decided_at, decided_by, decided_by_name
FROM report_name_decisions d
WHERE NOT EXISTS (
  SELECT FROM report_name_decisions n WHERE n.kind = d.kind AND n.name = d.name AND n.version > d.version);

-- What has an effect: the catalog has the recording, and it does not have an ISRC that was taken for a misspelling.
CREATE VIEW report_name_assignments AS
SELECT kind, name, recording FROM report_name_verdicts v
WHERE verdict = 'assigned' AND EXISTS (SELECT FROM tracks t WHERE t.isrc = v.recording)
  AND NOT (kind = 'isrc' AND EXISTS (SELECT FROM tracks t WHERE t.isrc = v.name));

-- A line of a report with its recording, as before. The catalog comes first, and then what is decided: `assigned` tells that it
-- was by a decision.
DROP VIEW platform_report_recordings;
CREATE VIEW platform_report_recordings AS
SELECT report_id, line, period, market_id, has_tier, isrc, upc, external_id, currency, units, amount, statement, gross, fee,
  monetisation, origin,
  coalesce(by_isrc, isrc, known, by_name) AS recording,
  by_isrc IS NOT NULL OR isrc IS NULL AND known IS NULL AND by_name IS NOT NULL AS assigned
FROM (
  SELECT l.report_id, l.line, l.period, l.market_id, l.has_tier, l.isrc, l.upc, l.external_id, l.currency, l.units, l.amount,
    l.statement, l.gross, l.fee, l.monetisation, l.origin,
    CASE WHEN l.isrc IS NULL THEN coalesce(
      (SELECT t.isrc FROM track_external_ids x JOIN tracks t USING (track_id) WHERE x.external_id = l.external_id),
      (SELECT min(t.isrc) FROM tracks t JOIN albums b USING (album_id) WHERE b.gtin = l.upc
       HAVING count(DISTINCT t.isrc) = 1)) END AS known,
    i.recording AS by_isrc, coalesce(e.recording, u.recording) AS by_name
  FROM platform_report_lines l
    LEFT JOIN report_name_assignments i ON i.kind = 'isrc' AND i.name = l.isrc
    LEFT JOIN report_name_assignments e ON e.kind = 'external_id' AND e.name = l.external_id AND l.isrc IS NULL
    LEFT JOIN report_name_assignments u ON u.kind = 'upc' AND u.name = l.upc AND l.isrc IS NULL) r;

-- Title and performers that a report has for a name that the catalog did not know when it came: once for each, and nothing else of
-- its rows.
CREATE TABLE platform_report_words (
  report_id int NOT NULL REFERENCES platform_reports,
  kind      text NOT NULL CHECK (kind IN ('isrc', 'external_id', 'upc')),
  name      text NOT NULL,
  title     text CHECK (octet_length(title) <= 256),
  artist    text CHECK (octet_length(artist) <= 256),
  PRIMARY KEY (report_id, kind, name)
);
CREATE TRIGGER platform_report_words_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON platform_report_words
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What decisions have given to recordings of an accepted report, by the names of its rows: so that it can be given back. What is
-- given back stands there with the other sign.
CREATE TABLE acceptance_assigned (
  acceptance_id    int NOT NULL REFERENCES acceptances,
  -- Of rows that have one it is the name; NULL of others.
  isrc             text,
  upc              text,
  external_id      text,
  recording        text NOT NULL,
  market_id        int NOT NULL,
  has_tier         boolean NOT NULL,
  currency         text NOT NULL,
  units            bigint NOT NULL,
  amount           numeric(38, 12) NOT NULL,
  adjustment_units bigint NOT NULL DEFAULT 0,
  adjustment       numeric(38, 12) NOT NULL DEFAULT 0
);
CREATE INDEX acceptance_assigned_by_acceptance ON acceptance_assigned (acceptance_id);
CREATE TRIGGER acceptance_assigned_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON acceptance_assigned
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
