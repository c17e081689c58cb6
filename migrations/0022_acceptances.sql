-- Reports in one vocabulary. A report is what came. A comparison is what stands against it. An acceptance is what counts:
-- a platform's month, by a report that was accepted. `report_id` is the number of the report wherever it stands, and an
-- acceptance has a number of its own.
ALTER TABLE accepted_reports RENAME TO acceptances;
ALTER TABLE acceptances RENAME COLUMN report_id TO acceptance_id;
ALTER TABLE acceptances RENAME COLUMN source TO report_id;
ALTER TABLE acceptances ALTER COLUMN report_id SET NOT NULL;
ALTER INDEX accepted_reports_by_source RENAME TO acceptances_by_report;
ALTER TRIGGER accepted_reports_are_append_only ON acceptances RENAME TO acceptances_are_append_only;

ALTER TABLE accepted_report_lines RENAME TO acceptance_lines;
ALTER TABLE acceptance_lines RENAME COLUMN report_id TO acceptance_id;
ALTER INDEX accepted_report_lines_by_isrc RENAME TO acceptance_lines_by_isrc;
ALTER TRIGGER accepted_report_lines_are_append_only ON acceptance_lines RENAME TO acceptance_lines_are_append_only;

-- A report that was compared. One that came and was not, since the process ended in between, keeps its periods from being
-- closed until it is.
CREATE TABLE comparisons (
  report_id   int PRIMARY KEY REFERENCES platform_reports,
  compared_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO comparisons (report_id) SELECT DISTINCT report_id FROM reconciliation_lines;

-- What a comparison says of a line, and of a platform's month: no other word than the program knows.
ALTER TABLE reconciliation_lines ADD CONSTRAINT status_is_known CHECK (
  status IN ('matched', 'within_tolerance', 'over', 'under', 'missing_in_report', 'not_estimated', 'not_ours'));
ALTER TABLE reconciliations ADD CONSTRAINT verdict_is_known CHECK (verdict IN ('fine', 'review', 'blocked'));
