"""What all parts need: the databases, the product's command, contestants in turn, and a place for results."""
import contextlib
import datetime
import json
import os
import statistics
import subprocess

from growth import database, music
from growth.serve import Serve


# Tracks and cells of the largest, about which most is asked.
LARGEST = (1_000_000, 10_000_000)


class Bench:
    def __init__(self, here, cache, server, binary, environment, python, options):
        self.here, self.cache, self.server, self.binary, self.environment = here, cache, server, binary, environment
        self.python, self.options = python, options
        self.quick, self.turns, self.seconds = options.quick, options.rounds, options.seconds
        self.results = cache / 'load' / (options.label + '.json')
        self._catalogs = {}

    def run(self, of, *arguments, check=True):
        """The product's command on a database."""
        environment = self.environment | {'LEDGERLINE_DATABASE_URL': self.server.url(of)}
        return subprocess.run([self.binary, *map(str, arguments)], env=environment, check=check, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True).stdout

    def size(self, tracks, cells):
        """The size of a data set: a fiftieth where it is only to be seen that it works."""
        return (max(2_000, tracks // 50), max(100_000, cells // 50)) if self.quick else (tracks, cells)

    def database(self, tracks, cells):
        """A database of that size with this version's schema; never written to. The largest has what the peers ask."""
        name = database.make(self.server, self.run, *self.size(tracks, cells), cells >= 10_000_000, self.here.parent / 'RateTables')
        self.run(name, 'migrate')
        return name

    def catalog(self, tracks):
        tracks = self.size(tracks, 0)[0]
        if tracks not in self._catalogs:
            self._catalogs[tracks] = music.Catalog(tracks)
        return self._catalogs[tracks]

    @contextlib.contextmanager
    def copy(self, of):
        """A database to write to, which goes afterwards."""
        self.server.create('load_copy', of)
        try:
            yield 'load_copy'
        finally:
            self.server.psql('postgres', sql='DROP DATABASE IF EXISTS load_copy WITH (FORCE)')

    def serve(self, name, *arguments):
        return Serve(self.binary, self.environment, self.server, name, *arguments)

    def keep(self, part, value):
        """Writes what a part found; what others found before stays."""
        all_of_them = json.loads(self.results.read_text()) if self.results.exists() else {}
        all_of_them[part] = value | {'on': str(datetime.date.today()), 'turns': self.turns, 'cores': os.cpu_count()}
        self.results.parent.mkdir(parents=True, exist_ok=True)
        self.results.write_text(json.dumps(all_of_them, indent=1) + '\n')


def in_turn(turns, contestants):
    """A B C A B C: {name: [what each turn gave]}"""
    found = {name: [] for name in contestants}
    for _ in range(turns):
        for name, contestant in contestants.items():
            found[name].append(contestant())
    return found


def median(results, field):
    return statistics.median(result[field] for result in results)


def percentile(values, percent):
    """The least value that so many percent are not above."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def say(text):
    print(text, flush=True)
