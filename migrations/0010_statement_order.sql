-- A payee's lines are read a stretch of tracks at a time.
CREATE INDEX ledger_lines_by_share ON ledger_lines (period, artist_id, contract_id, track_id);
DROP INDEX ledger_lines_by_artist;
