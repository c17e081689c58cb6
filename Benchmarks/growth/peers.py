"""The same questions in SQL: over HTTP by FastAPI, and by pgbench, which only asks."""
import json
import re
import subprocess
import tempfile
import time

from growth import music
from growth.serve import Client, Watched, free_port

KEYS = {'platform': 'm.platform', 'country': 'm.country', 'day': 'c.day'}
# Plays are added up by market and stretch of days first, so that few rows are multiplied.
ARTIST = """
WITH stretches AS (
  SELECT {plain} c.market_id, q.currency, q.rate, sum(c.plays)::bigint AS plays
  FROM peer_cells c LEFT JOIN peer_quotes q ON q.market_id = c.market_id AND c.day >= q.from_day AND c.day < q.to_day
  WHERE c.artist_id = (SELECT artist_id FROM artists WHERE id = {artist}) AND c.day BETWEEN {first} AND {last}
  GROUP BY {plain} c.market_id, q.currency, q.rate)
SELECT {key} AS key, currency, sum(plays)::bigint AS plays, sum(plays * rate) AS gross
FROM stretches c JOIN markets m USING (market_id) GROUP BY 1, 2"""


def artist_sql(by, artist='$1', first='$2', last='$3'):
    return ARTIST.format(key=KEYS[by], plain='c.day,' if by == 'day' else '', artist=artist, first=first, last=last)


class FastAPI(Watched):
    def __init__(self, here, python, server, database):
        self.port, self.tokens = free_port(), ['none']
        dsn = f'postgresql://ledgerline@/{database}?host={server.folder}'
        environment = {'PEER_DSN': dsn, 'PEER_SQL': json.dumps({by: artist_sql(by) for by in KEYS}), 'PATH': '/usr/bin:/bin'}
        super().__init__(subprocess.Popen(
            [python, '-m', 'uvicorn', '--port', str(self.port), '--workers', '2', '--no-access-log', '--log-level', 'error',
             'api_fastapi:app'], env=environment, cwd=here / 'peers'))
        deadline = time.monotonic() + 60
        while True:
            try:
                client = Client(self.port, 'none')
                client.get('/healthz')
                client.close()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise SystemExit('FastAPI does not start')
                time.sleep(0.1)

    @staticmethod
    def path(artist, by):
        return f'/artists/{artist}/earnings?group_by={by}&first={music.MONTH[0]}&last={music.MONTH[1]}'

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class PgBench:
    """The same SQL prepared, asked about the same artists by pgbench."""

    def __init__(self, server, database, asked):
        self.server, self.database = server, database
        rows = ', '.join(f"({number}, '{artist}')" for number, artist in enumerate(asked))
        server.psql(database, script='DROP TABLE IF EXISTS peer_asked;\nCREATE TABLE peer_asked (n int PRIMARY KEY, id text);\n'
                    f'INSERT INTO peer_asked VALUES {rows};\nANALYZE peer_asked;')
        self.count = len(asked)

    def run(self, connections, seconds):
        with tempfile.TemporaryDirectory() as folder:
            scripts = []
            for by in KEYS:
                sql = artist_sql(by, '(SELECT id FROM peer_asked WHERE n = :n)', *(f"'{day}'::date" for day in music.MONTH))
                path = f'{folder}/{by}.sql'
                open(path, 'w').write(f'\\set n random(0, {self.count - 1})\n{" ".join(sql.split())};\n')
                scripts += ['-f', path]
            command = ['pgbench', '-h', self.server.folder, '-U', 'ledgerline', '-n', '-M', 'prepared', '-c', str(connections),
                       '-j', str(min(2, connections)), '-T', str(seconds), '--log', '--log-prefix', f'{folder}/log', *scripts,
                       self.database]
            said = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder).stdout
            times = subprocess.run(f'cat {folder}/log* | cut -d" " -f3', shell=True, check=True, stdout=subprocess.PIPE).stdout
        times = sorted(map(int, times.split()))
        if not (pace := re.search(r'tps = ([\d.]+)', said)) or not times:
            raise SystemExit(f'pgbench says no rate:\n{said[-2000:]}')
        return {'rate': float(pace[1]), 'p50': times[len(times) // 2] / 1000,
                'p99': times[min(len(times) - 1, len(times) * 99 // 100)] / 1000, 'cpu': None}
