-- The same report again, one beside another, and one taken back.

-- Digest of what the rows say, however the file was saved; NULL of reports that came before there was one.
ALTER TABLE platform_reports ADD COLUMN content bytea UNIQUE CHECK (octet_length(content) = 32);

-- Why a report was taken in that can hardly be meant: of a month that is not over, of a platform without rates.
ALTER TABLE platform_reports ADD COLUMN taken_because text;

-- Relation of a report to others, as far as somebody has said one: the last one counts. It can be said until the report is
-- decided on.
CREATE TABLE platform_report_relations (
  relation_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  report_id   int NOT NULL REFERENCES platform_reports,
  -- The report that this one corrects: it takes its place.
  supersedes  int REFERENCES platform_reports CHECK (supersedes <> report_id),
  -- Reports with which it shares rows, and beside which it counts all the same.
  adds_to     int[] NOT NULL DEFAULT '{}',
  said_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX platform_report_relations_by_report ON platform_report_relations (report_id, relation_id);
CREATE INDEX platform_report_relations_by_corrected ON platform_report_relations (supersedes);
CREATE TRIGGER platform_report_relations_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON platform_report_relations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

INSERT INTO platform_report_relations (report_id, supersedes, said_at)
SELECT report_id, supersedes, received_at FROM platform_reports WHERE supersedes IS NOT NULL ORDER BY 1;
ALTER TABLE platform_reports DROP COLUMN supersedes;

-- The relations that count.
CREATE VIEW platform_report_places AS
SELECT report_id, supersedes, adds_to FROM platform_report_relations r
WHERE NOT EXISTS (
  SELECT FROM platform_report_relations n WHERE n.report_id = r.report_id AND n.relation_id > r.relation_id);

-- One that was accepted can be taken back, and accepted again: the last decision counts.
DROP INDEX platform_reports_are_accepted_once;
ALTER TABLE platform_report_decisions
  ADD COLUMN withdrawn boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT accepted_or_withdrawn CHECK (NOT (accepted AND withdrawn));
CREATE INDEX platform_report_decisions_by_report ON platform_report_decisions (report_id, decision_id);

-- State of every report.
CREATE VIEW platform_report_states AS
SELECT r.report_id, p.supersedes, coalesce(p.adds_to, '{}') AS adds_to,
  CASE
    WHEN EXISTS (
      WITH RECURSIVE later AS (
        SELECT report_id FROM platform_report_places WHERE supersedes = r.report_id
        UNION SELECT n.report_id FROM platform_report_places n JOIN later l ON n.supersedes = l.report_id)
      SELECT FROM later l JOIN LATERAL (
        SELECT accepted FROM platform_report_decisions x WHERE x.report_id = l.report_id ORDER BY decision_id DESC LIMIT 1) x
        ON x.accepted) THEN 'superseded'
    WHEN d.accepted THEN 'accepted'
    WHEN d.withdrawn THEN 'withdrawn'
    WHEN NOT d.accepted THEN 'rejected'
    ELSE 'received'
  END AS status, d.reason
FROM platform_reports r LEFT JOIN platform_report_places p USING (report_id)
LEFT JOIN LATERAL (
  SELECT accepted, withdrawn, reason FROM platform_report_decisions x
  WHERE x.report_id = r.report_id ORDER BY decision_id DESC LIMIT 1) d ON true;

-- An acceptance that takes back the one that it names: of no country, and without lines.
ALTER TABLE acceptances
  ADD COLUMN withdrawn boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT withdrawn_speaks_of_nothing CHECK (NOT withdrawn OR countries = '{}' AND supersedes IS NOT NULL);

-- Accepted reports of the same platforms' months that a comparison takes together with its own.
ALTER TABLE comparisons ADD COLUMN together int[] NOT NULL DEFAULT '{}';

-- Of an accepted line what is no money for plays: fines, corrections, bonuses, and the units that they came with. Lines that
-- were accepted before have none apart.
ALTER TABLE acceptance_lines
  ADD COLUMN adjustment_units bigint NOT NULL DEFAULT 0,
  ADD COLUMN adjustment numeric(38, 12) NOT NULL DEFAULT 0;

-- Names of what an accepted report has of no recording that is known, and that has no ISRC: a barcode, a platform's id. The
-- lines stand under ZZ0000000000; by these names they find their owner once the catalog knows it.
CREATE TABLE acceptance_names (
  acceptance_id    int NOT NULL REFERENCES acceptances,
  upc              text,
  external_id      text,
  market_id        int NOT NULL,
  has_tier         boolean NOT NULL,
  currency         text NOT NULL,
  units            bigint NOT NULL,
  amount           numeric(38, 12) NOT NULL,
  adjustment_units bigint NOT NULL DEFAULT 0,
  adjustment       numeric(38, 12) NOT NULL DEFAULT 0
);
CREATE INDEX acceptance_names_by_acceptance ON acceptance_names (acceptance_id);
CREATE TRIGGER acceptance_names_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON acceptance_names
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
INSERT INTO acceptance_names (acceptance_id, upc, external_id, market_id, has_tier, currency, units, amount)
SELECT a.acceptance_id, r.upc, r.external_id, r.market_id, r.has_tier, r.currency, sum(r.units)::bigint, sum(r.amount)
FROM acceptances a JOIN platform_report_recordings r ON r.report_id = a.report_id AND r.period = a.period
JOIN markets m ON m.market_id = r.market_id AND m.platform = a.platform
WHERE r.isrc IS NULL AND r.recording IS NULL GROUP BY 1, 2, 3, 4, 5, 6;

-- An acceptance that gives lines of another one of its report to the recordings that they turn out to be: of no country, and of
-- nothing in all.
ALTER TABLE acceptances
  ADD COLUMN renames boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT renames_speaks_of_nothing CHECK (NOT renames OR countries = '{}' AND supersedes IS NULL);
