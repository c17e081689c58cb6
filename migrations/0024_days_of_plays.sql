-- Days of which plays_daily has anything, or may have: whoever lists a day is the only one to write it until the
-- transaction ends, and need not look its cells up.
CREATE TABLE plays_days (
  day date PRIMARY KEY
);
INSERT INTO plays_days SELECT DISTINCT day FROM plays_daily;
