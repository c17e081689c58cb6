"""Files of events: decoding them, and adding them up to exact gross."""
import re
import statistics

from harness.measure import compare, run

PEERS = ['duckdb', 'polars', 'chdb']


class Python:
    """The peers' interpreter. What it takes to load a library is not charged to the peer."""

    def __init__(self, path, peers):
        self.path = path
        self.loading = {}
        for peer in peers:
            loads = [run([path, '-c', f'import {peer}']) for _ in range(3)]
            self.loading[peer] = statistics.median(load.cpu for load in loads)

    def measure(self, peer, *arguments):
        cost = run([self.path, *map(str, arguments)])
        cost.wall = seconds(cost)
        cost.cpu -= self.loading[peer]
        return cost


def seconds(cost):
    """What a program says that it took itself, without its start."""
    return float(re.search(r'([\d.]+) s\b', cost.output)[1])


def ours(binary, *arguments):
    cost = run([binary, *map(str, arguments)])
    cost.wall = seconds(cost)
    return cost


def decoding(here, binary, python, folder, rounds):
    events = folder / 'plays.ndjson'
    contestants = {
        'ledgerline, decode': lambda: ours(binary, 'decode', events),
        'DuckDB, read all fields': lambda: python.measure('duckdb', here / 'harness/decode_duckdb.py', events, 1),
        'floor: cat': lambda: run(['cat', events], keep_output=False),
    }
    run(['cat', events], keep_output=False)
    return compare(f'Decode, {folder.name}, one thread', contestants, rounds)


def aggregation(here, binary, python, folder, rounds):
    answers = {}

    def checked(name, cost):
        # (cells, plays, gross): everybody must have the same.
        answers[name] = [int(n) for n in re.search(r'(\d+), ?(\d+), ?(\d+)', cost.output).groups()]
        if answers[name] != next(iter(answers.values())):
            raise SystemExit(f'the answers differ: {answers}')
        return cost

    files = [folder / name for name in ('plays.ndjson', 'rates.csv', 'catalog.csv')]
    contestants = {'ledgerline': lambda: checked('ledgerline', ours(binary, 'aggregate', *files))}
    for peer in python.loading:
        contestants[peer] = lambda peer=peer: checked(
            peer, python.measure(peer, here / f'peers/earnings_{peer}.py', folder, 1))
    contestants['floor: cat'] = lambda: run(['cat', files[0]], keep_output=False)
    result = compare(f'Events to cells to gross, {folder.name}, one thread', contestants, rounds)
    cells, plays, gross = answers['ledgerline']
    return result + f'\nAll answer {cells:,} cells, {plays:,} plays, {gross:,} x 10^-9 USD.\n'
