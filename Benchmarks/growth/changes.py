"""Data that changes while it is asked about: a corrected rate table, plays as they come, and plays that had to wait."""
import collections
import contextlib
import decimal
import json
import pathlib
import random
import re
import shutil
import subprocess
import tempfile
import threading
import time

import numpy
import psycopg

from growth import music
from growth.artists import months
from growth.asking import Asking, program
from growth.bench import LARGEST, Bench, percentile, say
from growth.database import isrc
from growth.serve import Periodic, Watched
from harness.producer import Producer

TOPIC, PARTITIONS = 'plays', 64
# Seconds after which a play that is not seen is waited for no more.
BEHIND = 20
# Tracks that are played while something is measured, as in the demo.
PLAYED = 5_000
PLATFORM = 'spotify'


def correction(bench):
    """From the commit of a corrected rate table until every live figure is right."""
    found = []
    with bench.copy(bench.database(*LARGEST)) as database, bench.serve(database) as serve:
        since = f'platform={PLATFORM}&from={music.FIRST}'
        paths = [f'/v1/earnings?{since}', f'/v1/rankings?by=artist&limit=100&{since}', f'/v1/labels/lab-001/earnings?{since}',
                 f'/v1/artists/same-00/earnings?{since}&group_by=day', f'/v1/earnings?{since}&group_by=country']
        client = serve.client()
        before = [amounts(client.json(path)) for path in paths]
        for turn in range(bench.turns):
            times = turn + 2
            found.append(corrected(bench, serve, database, paths, before, times))
    say(f'right after {percentile(found, 50):.0f} ms ({min(found):.0f} to {max(found):.0f})')
    bench.keep('correction', {'found': found})


def amounts(answer):
    """All money of an answer, to be multiplied."""
    return [(row.get('key'), currency, decimal.Decimal(amount)) for row in answer['rows'] + [answer.get('total', {'gross': {}})]
            for currency, amount in sorted(row['gross'].items())]


def corrected(bench, serve, database, paths, before, times):
    """Publishes the table in force with every rate so many times as high: then all money is exactly that."""
    expected = [[(key, currency, amount * times) for key, currency, amount in one] for one in before]
    with tempfile.TemporaryDirectory() as folder:
        latest(bench, folder, times)
        right, committed = {}, []

        def watch():
            with psycopg.connect(bench.server.url(database), autocommit=True) as connection:
                first = connection.execute('SELECT rates FROM versions').fetchone()
                while connection.execute('SELECT rates FROM versions').fetchone() == first:
                    time.sleep(0.001)
                committed.append(time.monotonic())

        def ask(number, path, amount):
            client = serve.client()
            while True:
                answer = amounts(client.json(path))
                if sorted(answer, key=str) == sorted(amount, key=str):
                    right[number] = time.monotonic()
                    return
                time.sleep(0.005)

        threads = [threading.Thread(target=watch, daemon=True)]
        threads += [threading.Thread(target=ask, args=(number, *both), daemon=True) for number, both in enumerate(zip(paths, expected))]
        for thread in threads:
            thread.start()
        bench.run(database, 'rates', 'publish', folder)
        deadline = time.monotonic() + 60
        for thread in threads:
            thread.join(max(0, deadline - time.monotonic()))
        if len(right) < len(paths):
            raise SystemExit(f'not right after a minute: {[path for number, path in enumerate(paths) if number not in right]}')
        return (max(right.values()) - committed[0]) * 1000


def latest(bench, folder, times):
    """The platform's last table of the checkout as its next version, with its rates multiplied."""
    def version(path):
        return path.name[:10], int((re.search(r'\.v(\d+)', path.name) or [0, 1])[1])
    for effective in {path.name[:10] for path in (bench.here.parent / 'RateTables' / PLATFORM).iterdir()}:
        of_it = [path for path in (bench.here.parent / 'RateTables' / PLATFORM).iterdir() if path.name.startswith(effective)]
        newest = max(of_it, key=version)
        target = pathlib.Path(folder) / PLATFORM / f'{effective}.v{version(newest)[1] + times}.csv'
        target.parent.mkdir(exist_ok=True)
        head, *rows = newest.read_text().splitlines()
        multiplied = [','.join(row.split(',')[:3] + [str(decimal.Decimal(row.split(',')[3]) * times)]) for row in rows]
        target.write_text('\n'.join([head, *multiplied]) + '\n')


class Intake:
    """A broker, a worker and a server of one database, and plays of its catalog."""

    def __init__(self, bench: Bench, database, tracks):
        self.bench, self.database = bench, database
        self.folder = tempfile.mkdtemp(prefix='ledgerline-plays-')
        draw = random.Random(4)
        catalog = bench.catalog(tracks)
        # What is played now: one track of each of the artists who are played most, as often as they are.
        artists = (-catalog.popularity).argsort()[:PLAYED]
        order = numpy.lexsort((-catalog.weight, catalog.artist))
        best = order[numpy.searchsorted(catalog.artist[order], artists)]
        self.artists = [catalog.artists[artist] for artist in artists]
        numbers = draw.choices(best.tolist(), catalog.popularity[artists].tolist(), k=200_000)
        pathlib.Path(f'{self.folder}/tracks').write_text(''.join(isrc(number) + '\n' for number in numbers))
        places = music.markets()
        chosen = draw.choices(places, [place[3] for place in places], k=10_000)
        pathlib.Path(f'{self.folder}/markets').write_text(''.join('\t'.join(place[:3]) + '\n' for place in chosen))
        self.marker = isrc(int(catalog.same[-1]))
        self.processes = []
        self.before = 0
        self.before = self.accepted()

    def __enter__(self):
        broker = self._start('broker', '--topic', TOPIC, '--partitions', str(PARTITIONS), stdout=subprocess.PIPE, text=True)
        self.brokers = broker.stdout.readline().strip()
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            Watched(process).stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, *arguments, **options):
        environment = self.bench.environment | {'LEDGERLINE_DATABASE_URL': self.bench.server.url(self.database)}
        if self.processes:
            environment |= {'LEDGERLINE_KAFKA_BROKERS': self.brokers}
        process = subprocess.Popen([self.bench.binary, *arguments], env=environment, stderr=subprocess.DEVNULL,
                                   **({'stdout': subprocess.DEVNULL} | options))
        self.processes.append(process)
        return process

    def work(self):
        """A worker, which is stopped at the end."""
        return Watched(self._start('ingest', '--topic', TOPIC, '--partitions', ','.join(map(str, range(PARTITIONS)))))

    @contextlib.contextmanager
    def plays(self, rate):
        """Plays of popular tracks, so many a second, for as long as it lasts; gives what becomes of the sender's account."""
        process = subprocess.Popen([program('plays', '-lrdkafka'), self.brokers, TOPIC, str(rate), '0', f'{self.folder}/tracks',
                                    f'{self.folder}/markets'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        account = {}
        try:
            yield account
        finally:
            said, _ = process.communicate()
            account.update(json.loads(said))

    def send(self, events, seconds):
        """So many events at once, played within the last seconds."""
        said = subprocess.run([program('plays', '-lrdkafka'), self.brokers, TOPIC, '0', str(events), f'{self.folder}/tracks',
                               f'{self.folder}/markets', str(seconds)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True).stdout
        return json.loads(said)

    def accepted(self):
        """Events of this broker that are counted."""
        return int(self.bench.server.psql(
            self.database, sql='SELECT coalesce(sum(accepted_events), 0) FROM ingest_partitions')) - self.before

    def wait_for(self, events, seconds=180):
        deadline = time.monotonic() + seconds
        while self.accepted() < events:
            if time.monotonic() > deadline:
                raise SystemExit(f'{self.accepted()} of {events} events are counted')
            time.sleep(0.05)


def freshness(bench):
    """From a play's sending to its being seen, at so many plays a second, while a thousand requests a second are answered."""
    found = {}
    asked = bench.catalog(LARGEST[0]).asked(10_000)
    with bench.copy(bench.database(*LARGEST)) as database:
        for rate in [5_000] if bench.quick else [5_000, 50_000, 68_000, 100_000]:
            found[rate] = fresh(bench, database, rate, asked)
    bench.keep('freshness', {'found': found})


def fresh(bench, database, rate, asked):
    with Intake(bench, database, LARGEST[0]) as intake, bench.serve(database) as serve:
        intake.work()
        producer, client, latencies = Producer(intake.brokers, TOPIC), serve.client(), []
        seen = markers(intake, client)
        for number in range(3):
            mark(intake, producer, client, seen + number + 1)
        with intake.plays(rate) as account:
            # The worker finds its pace, and the database what it has to read.
            time.sleep(8)
            began, before, length = time.monotonic(), intake.accepted(), bench.turns * 8
            wait = Asking(serve, months(asked)).start(1_000, length, 64)
            is_behind = False
            while time.monotonic() - began < length and not is_behind:
                time.sleep(random.uniform(0, 0.2))
                latencies.append(mark(intake, producer, client, seen + len(latencies) + 4) * 1000)
                # The broker forgets what it cannot keep: a worker that is far behind does not get it.
                is_behind = latencies[-1] >= BEHIND * 1000
            counted = (intake.accepted() - before) / (time.monotonic() - began)
            answers = wait()
        producer.close()
        sent = account['delivered'] + len(latencies) + 3
        if not is_behind:
            intake.wait_for(sent)
        is_exact = None if is_behind else intake.accepted() == sent
    pace = account['delivered'] / account['seconds']
    say(f'{rate:,} plays/s asked for, {pace:,.0f} sent and {counted:,.0f} counted: sent to seen p50 {percentile(latencies, 50):.0f} ms, '
        f'p99 {percentile(latencies, 99):.0f} ms; {answers["rate"]:.0f} requests/s, p99 {answers["p99"]:.1f} ms; '
        f'{"the worker does not keep up" if is_behind else "exact" if is_exact else "NOT EXACT"}')
    return {'latencies': latencies, 'answers': answers, 'counted': counted, 'sent': pace, 'exact': is_exact}


def markers(intake, client):
    return client.json(f'/v1/tracks/{intake.marker}/earnings?tier=x-marker&from=2026-07-15&to=2026-07-15')['total']['plays']


def mark(intake, producer, client, expected):
    """Sends a play of a market and a day that nobody else has, and waits until it is seen."""
    began = time.monotonic()
    producer.send(json.dumps({'isrc': intake.marker, 'played_at': '2026-07-15T12:00:00Z', 'platform': 'spotify', 'country': 'IS',
                              'tier': 'x-marker'}))
    while True:
        plays = markers(intake, client)
        now = time.monotonic()
        if plays == expected:
            return now - began
        if plays > expected:
            raise SystemExit(f'{plays} markers are counted, not {expected}')
        if now - began > BEHIND:
            return BEHIND
        time.sleep(0.005)


def catchup(bench):
    """A worker that finds two million events waiting: an artist's requests meanwhile, and how far behind the figures are."""
    events = 100_000 if bench.quick else 2_000_000
    asked = bench.catalog(LARGEST[0]).asked(10_000)
    with bench.copy(bench.database(*LARGEST)) as database:
        found = [caught_up(bench, database, events, asked) for _ in range(min(3, bench.turns))]
    bench.keep('catchup', {'found': found})


def caught_up(bench, database, events, asked):
    with Intake(bench, database, LARGEST[0]) as intake, bench.serve(database) as serve:
        asking, memory = Asking(serve, months(asked)), serve.memory()
        asking.closed(16, 1, warm=0)
        intake.send(events, 600)
        without = asking.steady(500, bench.seconds + 2, 32)
        lag = Lag(bench, database, serve)
        with Periodic(0.02, lag.look):
            began = time.monotonic()
            intake.work()
            while not intake.accepted():
                time.sleep(0.02)
            wait = asking.start(500, bench.seconds + 2, 32)
            intake.wait_for(events)
            took = time.monotonic() - began
            beside = wait()
            time.sleep(1)
        lag.close()
        peak = serve.peak()
    say(f'{events:,} events in {took:.1f} s: an artist\'s p99 {without["p99"]:.2f} ms, meanwhile {beside["p99"]:.2f} ms; live '
        f'{max(lag.behind):.2f} s behind at most; {memory:.0f} MiB, at most {peak:.0f}')
    return {'without': without, 'with': beside, 'took': took, 'behind': max(lag.behind), 'memory': memory, 'peak': peak}


class Lag:
    """Seconds that live totals are behind the database."""

    def __init__(self, bench, database, serve):
        self.connection = psycopg.connect(bench.server.url(database), autocommit=True)
        self.client, self.behind, self.waiting = serve.client(), [0.0], collections.deque()
        self.seen = self.generation()

    def generation(self):
        return self.connection.execute('SELECT generation FROM versions').fetchone()[0]

    def look(self):
        """Notes when each commit was first there, and how long the oldest that cannot be seen has been."""
        now, newest = time.monotonic(), self.generation()
        if newest > self.seen:
            self.waiting.append((now, newest))
            self.seen = newest
        live = self.client.json('/v1/artists/same-99/earnings')['generation']
        while self.waiting and self.waiting[0][1] <= live:
            self.behind.append(time.monotonic() - self.waiting.popleft()[0])
        if self.waiting:
            self.behind.append(time.monotonic() - self.waiting[0][0])

    def close(self):
        self.client.close()
        self.connection.close()
