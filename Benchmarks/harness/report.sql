-- The month as its platforms report it: a row for each cell, so that four rows make a line, grouped by market as storefronts
-- are. Of twenty rows one is a little off, one in a hundred is of a recording that is not ours.
COPY (
  SELECT '2026-10' AS period, m.platform, m.country, m.tier,
    CASE WHEN p.track_id % 100 = 99 THEN 'QZZZ9' || substr(t.isrc, 6) ELSE t.isrc END AS isrc,
    p.plays - CASE WHEN (p.track_id + m.market_id) % 20 = 0 THEN 1 ELSE 0 END AS units,
    (p.plays * q.rate * CASE WHEN (p.track_id + m.market_id) % 20 = 0 THEN 0.97 ELSE 1 END)::numeric(38, 12) AS amount, q.currency
  FROM plays_daily p JOIN markets m USING (market_id) JOIN tracks t USING (track_id)
  JOIN rate_tables r ON r.platform = m.platform
  JOIN rate_quotes q ON q.rate_table_id = r.rate_table_id AND q.country = m.country AND q.tier = m.tier
  ORDER BY m.market_id, p.track_id, p.day
) TO STDOUT (FORMAT csv, HEADER);
