"""Takes a report in and compares it with the plays, as somebody would who has only this question. One file, one thread.
usage: reconcile_duckdb.py FOLDER [prepare]
FOLDER has report.csv, and as CSV the tables plays, tracks, markets and quotes."""
import pathlib
import sys
import time

import duckdb

folder = pathlib.Path(sys.argv[1])
db = folder / 'peer.duckdb'
if sys.argv[2:] == ['prepare']:
    db.unlink(missing_ok=True)
    c = duckdb.connect(db)
    for name in ('plays', 'tracks', 'markets', 'quotes'):
        c.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{folder}/{name}.csv')")
    sys.exit()

c = duckdb.connect(db)
c.execute('SET threads = 1')
c.execute('DROP TABLE IF EXISTS report; DROP TABLE IF EXISTS lines; CHECKPOINT')
started = time.monotonic()
c.execute(f"""
CREATE TABLE report AS SELECT * FROM read_csv('{folder}/report.csv', columns = {{
  period: 'VARCHAR', platform: 'VARCHAR', country: 'VARCHAR', tier: 'VARCHAR', isrc: 'VARCHAR', units: 'BIGINT',
  amount: 'DECIMAL(38, 12)', currency: 'VARCHAR'}}, header = true);
CHECKPOINT""")
taken = time.monotonic()
# The fee, the shares and the payees are left out, and so is the division of a row among contracts: nothing but the join,
# the conversion and the parts, which are rounded where ours are exact.
c.execute("""
CREATE TABLE lines AS
WITH estimate AS (
  SELECT t.isrc, m.platform, m.country, m.tier, sum(p.plays)::BIGINT AS units,
    sum(p.plays * q.rate)::DECIMAL(38, 12) AS gross, any_value(q.currency) AS currency
  FROM plays p JOIN tracks t USING (track_id) JOIN markets m USING (market_id)
  JOIN quotes q ON q.platform = m.platform AND q.country = m.country AND q.tier = m.tier
  GROUP BY ALL),
reported AS (
  SELECT isrc, platform, country, tier, sum(units)::BIGINT AS units, sum(amount) AS gross, any_value(currency) AS currency
  FROM report GROUP BY ALL),
both_sides AS (
  SELECT coalesce(e.isrc, r.isrc) AS isrc, coalesce(e.platform, r.platform) AS platform,
    coalesce(e.country, r.country) AS country, coalesce(e.tier, r.tier) AS tier, e.isrc IS NULL AS is_new,
    coalesce(e.units, 0) AS qe, coalesce(r.units, 0) AS qa,
    (coalesce(e.gross, 0) * CASE WHEN e.currency = 'EUR' THEN 1.08345 ELSE 1 END)::DECIMAL(38, 12) AS ge,
    (coalesce(r.gross, 0) * CASE WHEN r.currency = 'EUR' THEN 1.08345 ELSE 1 END)::DECIMAL(38, 12) AS ga
  FROM estimate e FULL JOIN reported r USING (isrc, platform, country, tier))
SELECT isrc, platform, country, tier, qe, qa, ge, ga,
  CASE WHEN is_new THEN 0 ELSE (qa - qe) * (ge::DOUBLE / qe) END::DECIMAL(38, 12) AS units,
  CASE WHEN is_new THEN 0 ELSE ga - qa * (ge::DOUBLE / qe) END::DECIMAL(38, 12) AS rate,
  CASE WHEN is_new THEN 'not_ours' WHEN qa = 0 THEN 'missing_in_report' WHEN qa = qe AND ga = ge THEN 'matched'
    WHEN abs(ga - ge) <= greatest(0.01, 0.005 * ge) THEN 'within_tolerance' WHEN ga > ge THEN 'over' ELSE 'under' END AS status
FROM both_sides;
CHECKPOINT""")
ended = time.monotonic()
sums = c.execute('SELECT count(*), sum(ge), sum(ga) FROM lines').fetchone()
print(f'import {taken - started:.3f} match {ended - taken:.3f} lines {sums[0]} {sums[1]} {sums[2]}')
