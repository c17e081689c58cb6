"""The hundred artists or tracks that earned most under any filter, against the same SQL, and beside short questions."""
import datetime
import decimal
import random
import time
import urllib.parse

import psycopg

from growth import music
from growth.artists import months
from growth.asking import Asking
from growth.bench import LARGEST, in_turn, median, percentile, say

KEYS = {'artist': ('artist_id', 'artists', 'id'), 'track': ('track_id', 'tracks', 'isrc')}
# The first hundred by plays, and then their plays and money by currency; plays are added up before they are multiplied.
SQL = """
WITH top AS MATERIALIZED (
  SELECT s.{column}, k.{key} AS key, s.plays FROM (
    SELECT {column}, sum(plays)::bigint AS plays FROM peer_cells c {joins} WHERE {conditions} GROUP BY 1) s
  JOIN {table} k USING ({column}) ORDER BY s.plays DESC, k.{key} COLLATE "C" LIMIT 100),
stretches AS (
  SELECT key, c.market_id, q.currency, q.rate, sum(c.plays)::bigint AS plays
  FROM top JOIN tracks t USING ({column}) JOIN plays_daily c ON c.track_id = t.track_id {joins}
  LEFT JOIN peer_quotes q ON q.market_id = c.market_id AND c.day >= q.from_day AND c.day < q.to_day
  WHERE {conditions} GROUP BY 1, 2, 3, 4)
SELECT key, currency, sum(plays)::bigint, sum(plays * rate) FROM stretches GROUP BY 1, 2"""


def questions(count, seed=7):
    """Random questions: each filter is there or not."""
    draw, found = random.Random(seed), []
    platforms, shares = list(music.PLATFORMS), list(music.PLATFORMS.values())
    for _ in range(count):
        asked = {'by': draw.choice(['artist', 'track']), 'limit': 100}
        if draw.random() < .4:
            asked['platform'] = draw.choices(platforms, shares)[0]
        if draw.random() < .4:
            asked['country'] = music.COUNTRIES[min(59, int(draw.expovariate(.15)))]
        if draw.random() < .3:
            asked['tier'] = draw.choice(list(music.TIERS))
        if draw.random() < .2:
            asked['label'] = f'lab-{draw.randrange(50):03d}'
        if draw.random() < .8:
            first, last = sorted(draw.sample(range(music.DAYS), 2))
            begin = datetime.date.fromisoformat(str(music.FIRST))
            asked['from'], asked['to'] = (str(begin + datetime.timedelta(days=day)) for day in (first, last))
        found.append(asked)
    return found


def path(asked):
    return '/v1/rankings?' + urllib.parse.urlencode(asked)


def sql(asked):
    column, table, key = KEYS[asked['by']]
    conditions, joins = ['true'], set()
    for name, condition, join in [
            ('platform', "m.platform = '{}'", 'm'), ('country', "m.country = '{}'", 'm'), ('tier', "m.tier = '{}'", 'm'),
            ('label', "c.track_id IN (SELECT track_id FROM tracks JOIN labels USING (label_id) WHERE labels.id = '{}')", None),
            ('from', "c.day >= '{}'", None), ('to', "c.day <= '{}'", None)]:
        if name in asked:
            conditions.append(condition.format(asked[name]))
            joins |= {join} - {None}
    return SQL.format(column=column, table=table, key=key, conditions=' AND '.join(conditions),
                      joins='JOIN markets m ON m.market_id = c.market_id' if joins else '')


def rankings(bench):
    """p50 and p99 of random rankings one at a time, and the ratio to SQL question by question."""
    database = bench.database(*LARGEST)
    with bench.serve(database) as serve, psycopg.connect(bench.server.url(database), autocommit=True) as peer:
        client = serve.client()
        compared = []
        for asked in questions(4 if bench.quick else 6 * bench.turns, seed=8):
            began = time.monotonic()
            rows = client.json(path(asked))['rows']
            ours = time.monotonic() - began
            began = time.monotonic()
            theirs = peer.execute(sql(asked)).fetchall()
            compared.append({'ours': ours * 1000, 'sql': (time.monotonic() - began) * 1000})
            check(asked, rows, theirs)
        ratios = [one['sql'] / one['ours'] for one in compared]
        say(f'{len(compared)} rankings answered the same; SQL takes {percentile(ratios, 50):.1f} times as long ({min(ratios):.1f} to '
            f'{max(ratios):.1f}), median {percentile([one["sql"] for one in compared], 50):.0f} ms')
        one_at_a_time = []
        before = serve.processor()
        began = time.monotonic()
        for asked in questions(10_000):
            start = time.monotonic()
            client.get(path(asked))
            one_at_a_time.append((time.monotonic() - start) * 1000)
            if time.monotonic() - began > bench.seconds * bench.turns:
                break
        cost = (serve.processor() - before) * 1000 / len(one_at_a_time)
        say(f'{len(one_at_a_time)} rankings: p50 {percentile(one_at_a_time, 50):.1f} ms, p99 {percentile(one_at_a_time, 99):.1f} ms, '
            f'{cost:.1f} ms of a processor each')
    bench.keep('rankings', {'compared': compared, 'p50': percentile(one_at_a_time, 50), 'p99': percentile(one_at_a_time, 99),
                            'cpu': cost, 'count': len(one_at_a_time)})


def check(asked, rows, theirs):
    other = {}
    for key, currency, plays, gross in theirs:
        had, amounts = other.setdefault(key, (0, {}))
        if currency:
            amounts[currency] = gross
        other[key] = (had + plays, amounts)
    mine = {row['key']: (row['plays'], {currency: decimal.Decimal(amount) for currency, amount in row['gross'].items()})
            for row in rows}
    if mine != other:
        raise SystemExit(f'the answers differ: {path(asked)}\n{mine}\n{other}')


def beside(bench):
    """Eight rankings at once, all the time, and how long `/healthz` and an artist's month take beside them."""
    with bench.serve(bench.database(*LARGEST)) as serve:
        long = Asking(serve, [path(asked) for asked in questions(20_000, seed=9)])
        short = {'healthz': Asking(serve, ['/healthz']), 'artist': Asking(serve, months(bench.catalog(LARGEST[0]).asked(10_000)))}
        short['artist'].closed(16, 1, warm=0)

        def measured():
            waiting = {name: asking.start(200, bench.seconds + 1, 32) for name, asking in short.items()}
            return {name: wait() for name, wait in waiting.items()}

        def loaded():
            import threading
            rate = []
            thread = threading.Thread(target=lambda: rate.append(long.closed(8, bench.seconds + 2, warm=0)))
            thread.start()
            time.sleep(0.5)
            result = measured()
            thread.join()
            return result | {'rankings': rate[0]}

        found = in_turn(bench.turns, {'without': measured, 'with': loaded})
        for name in short:
            without, with_them = (median([turn[name] for turn in found[way]], 'p99') for way in ('without', 'with'))
            say(f'{name} at 200/s: p99 {without:.2f} ms, beside eight rankings {with_them:.2f} ms')
        say(f'meanwhile {median([turn["rankings"] for turn in found["with"]], "rate"):.1f} rankings/s')
    bench.keep('beside', {'found': found})
