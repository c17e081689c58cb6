"""Reads all fields of every event and keeps nothing but sums: the nearest there is to decoding alone.
usage: decode_duckdb.py FILE THREADS"""
import sys, time, duckdb
c = duckdb.connect(); c.execute(f'SET threads={sys.argv[2]}')
t = time.time()
r = c.execute(f"""
select count(*), sum(plays), sum(length(isrc)), cast(max(cast(played_at as timestamp)) as varchar), sum(length(platform)), sum(length(country)), sum(length(tier))
from read_json('{sys.argv[1]}', format='newline_delimited',
  columns={{isrc:'VARCHAR',played_at:'VARCHAR',platform:'VARCHAR',country:'VARCHAR',tier:'VARCHAR',plays:'BIGINT'}})""").fetchone()
print('duckdb', duckdb.__version__, 'threads', sys.argv[2], r, f'{time.time() - t:.2f} s')
