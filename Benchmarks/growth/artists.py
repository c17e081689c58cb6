"""An artist's month by platform, country and day: against connections, against a rate, and against the size of everything."""
import decimal
import itertools
import json
import random

from growth import music
from growth.asking import Asking
from growth.bench import LARGEST, in_turn, median, say
from growth.peers import KEYS, FastAPI, PgBench
from growth.serve import Client, question

CONNECTIONS = [1, 4, 16, 64, 256]


def months(artists):
    """Each artist's month, by platform, country and day in turn."""
    return [question('artists', artist, group_by=by, **{'from': music.MONTH[0], 'to': music.MONTH[1]})
            for artist, by in zip(artists, itertools.cycle(KEYS))]


def connections(bench):
    """Requests a second at 1 to 256 connections, beside `/healthz`, FastAPI and pgbench."""
    database = bench.database(*LARGEST)
    asked = bench.catalog(LARGEST[0]).asked(10_000)
    with bench.serve(database) as serve, FastAPI(bench.here, bench.python, bench.server, database) as api:
        ours, health = Asking(serve, months(asked)), Asking(serve, ['/healthz'])
        theirs = Asking(api, [api.path(artist, by) for artist, by in zip(asked, itertools.cycle(KEYS))])
        same_answers(serve, api, random.Random(1).sample(asked, 60))
        # Questions that nobody has asked before: what is kept of an answer does not help.
        first = Asking(serve, months(list(dict.fromkeys(asked)))).closed(64, 1, warm=0)
        say(f'asked for the first time: {first["rate"]:,.0f}/s, {first["cpu"]:.3f} ms of a processor')
        pgbench = PgBench(bench.server, database, asked)
        found = {}
        for count in CONNECTIONS if not bench.quick else [1, 64]:
            found[count] = in_turn(bench.turns, {
                'ours': lambda: ours.closed(count, bench.seconds), 'healthz': lambda: health.closed(count, bench.seconds),
                'FastAPI': lambda: theirs.closed(count, bench.seconds), 'pgbench': lambda: pgbench.run(count, bench.seconds)})
            say(f'{count} connections: ' + ', '.join(
                f'{name} {median(turns, "rate"):,.0f}/s p99 {median(turns, "p99"):.1f} ms' for name, turns in found[count].items()))
        bench.keep('connections', {'found': found, 'first': first, 'memory': serve.memory()})


def same_answers(serve, api, artists):
    """Stops where the product and its peer do not answer the same."""
    ours, theirs = serve.client(), Client(api.port, 'none')
    for artist, by in itertools.product(artists, KEYS):
        path = question('artists', artist, group_by=by, **{'from': music.MONTH[0], 'to': music.MONTH[1]})
        mine = {row['key']: (row['plays'], {currency: decimal.Decimal(amount) for currency, amount in row['gross'].items()})
                for row in ours.json(path)['rows']}
        other = {}
        for row in theirs.json(api.path(artist, by))['rows']:
            plays, gross = other.setdefault(row['key'], (0, {}))
            if row['currency'] != 'None':
                gross[row['currency']] = decimal.Decimal(row['gross'])
            other[row['key']] = (plays + int(row['plays']), gross)
        if mine != other:
            raise SystemExit(f'the answers differ: {path}\n{json.dumps(mine, default=str)}\n{json.dumps(other, default=str)}')
    say(f'the same answers to {len(artists) * len(KEYS)} questions')


def rates(bench):
    """Time of an answer against the rate of asking, at a constant rate whatever the answers do."""
    found = {}
    with bench.serve(bench.database(*LARGEST)) as serve:
        asking = Asking(serve, months(bench.catalog(LARGEST[0]).asked(10_000)))
        most = asking.closed(64, bench.seconds)['rate']
        for share in [.1, .25, .5, .7, .8, .9, 1.0]:
            rate = max(10, int(most * share))
            found[rate] = [asking.steady(rate, bench.seconds) for _ in range(min(3, bench.turns))]
            say(f'{rate}/s: p50 {median(found[rate], "p50"):.2f} ms, p99 {median(found[rate], "p99"):.2f} ms')
    bench.keep('rates', {'found': found, 'most': most})


SIZES = [(10_000, 1_000_000), (100_000, 1_000_000), (1_000_000, 1_000_000), (100_000, 100_000), (100_000, 10_000_000),
         (10_000, 10_000_000), (1_000_000, 10_000_000)]


def sizes(bench):
    """Cost of a request, memory and start against tracks of the catalog and cells. All servers stand beside each other."""
    found, running = {}, []
    try:
        for tracks, cells in SIZES if not bench.quick else SIZES[-2:]:
            serve = bench.serve(bench.database(tracks, cells))
            running.append(((tracks, cells), serve))
            found[f'{tracks}/{cells}'] = {'ready': serve.ready, 'memory': serve.memory(), 'peak': serve.peak(), 'turns': []}
            say(f'{tracks:,} tracks, {cells:,} cells: ready after {serve.ready:.2f} s with {serve.memory():.0f} MiB')
        same = [f'same-{number:02d}' for number in range(music.SAME)]
        clients = {size: (Asking(serve, months(bench.catalog(size[0]).asked(10_000))), Asking(serve, months(same * 3)),
                          Asking(serve, [f'/v1/rankings?by=artist&limit={100 + number // 30}&from=2026-08-{number % 30 + 1:02d}'
                                         for number in range(6_000)]))
                   for size, serve in running}
        for _ in range(bench.turns):
            for (tracks, cells), (popular, same, top) in clients.items():
                found[f'{tracks}/{cells}']['turns'].append({
                    'popular': popular.closed(64, bench.seconds), 'same': same.closed(64, bench.seconds),
                    'top': top.closed(1, bench.seconds, warm=0)})
        for size, of in found.items():
            say(f'{size}: ' + ', '.join(
                f'{name} {median([turn[name] for turn in of["turns"]], "rate"):,.0f}/s '
                f'{median([turn[name] for turn in of["turns"]], "cpu"):.3f} ms of a processor' for name in ('popular', 'same', 'top')))
    finally:
        for _, serve in running:
            serve.stop()
    bench.keep('sizes', {'found': found})


def unchanged(bench):
    """Answers that have not changed, asked with `If-None-Match`, beside `/healthz`."""
    with bench.serve(bench.database(*LARGEST)) as serve:
        paths = months(bench.catalog(LARGEST[0]).asked(1_000))
        client, tags = serve.client(), []
        for path in paths:
            client.get(path)
            tags.append(client.etag or '')
        if not all(tags):
            say('there is no ETag: nothing to measure')
            return
        status, _ = client.get(paths[0], check=False, **{'If-None-Match': tags[0]})
        if status != 304:
            raise SystemExit(f'an unchanged answer has status {status}')
        asking, health = Asking(serve, paths, tags), Asking(serve, ['/healthz'])
        found = in_turn(bench.turns, {'unchanged': lambda: asking.closed(64, bench.seconds),
                                      'healthz': lambda: health.closed(64, bench.seconds)})
        say(f'unchanged {median(found["unchanged"], "rate"):,.0f}/s, /healthz {median(found["healthz"], "rate"):,.0f}/s')
    bench.keep('unchanged', {'found': found})
