"""Runs things in turn and compares them: A B C A B C ..., medians of the ratios within a turn."""
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass
class Cost:
    """What one run took: seconds on the clock, seconds of processors, mebibytes at its peak."""
    wall: float
    cpu: float
    peak: float
    output: str = ''


def run(command, env=None, stdin=None, keep_output=True):
    """Runs a command to its end and measures it. Its children count; those of a server it talks to do not."""
    started = time.monotonic()
    process = subprocess.Popen(command, env=env, stdin=stdin, stdout=subprocess.PIPE if keep_output else subprocess.DEVNULL)
    output = process.stdout.read().decode() if keep_output else ''
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f'{" ".join(map(str, command))}: exit {process.returncode}')
    return Cost(time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.strip())


def compare(title, contestants, rounds):
    """Runs the contestants in turn. The first is ours; the others are shown as multiples of it.

    contestants: {name: function that returns a Cost}
    """
    costs = {name: [] for name in contestants}
    for turn in range(rounds):
        for name, contestant in contestants.items():
            show(f'{title}: {turn + 1}/{rounds} {name}')
            costs[name].append(contestant())
    show('')
    return table(title, costs)


def show(progress):
    if sys.stdout.isatty():
        print(f'\r\033[K{progress}', end='', flush=True)


def table(title, costs):
    # A process that has just been started counts as large as the one that started it: we cannot see below that.
    unseen = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    names = list(costs)
    ours = costs[names[0]]
    lines = [f'### {title}', '', '| | wall | processor | wall ÷ ours | processor ÷ ours | peak MiB |', '|---|---|---|---|---|---|']
    for name in names:
        wall = statistics.median(c.wall for c in costs[name])
        cpu = statistics.median(c.cpu for c in costs[name])
        peak = max(c.peak for c in costs[name])
        cells = [name, f'{wall:.2f} s', f'{cpu:.2f} s']
        if name == names[0]:
            cells += ['1', '1']
        else:
            cells += [spread([c.wall / o.wall for c, o in zip(costs[name], ours)]),
                      spread([c.cpu / o.cpu for c, o in zip(costs[name], ours)])]
        lines.append('| ' + ' | '.join(cells + [f'{peak:.0f}' if peak > unseen + 4 else f'< {peak:.0f}']) + ' |')
    return '\n'.join(lines) + '\n'


def spread(ratios):
    """The median, and the least and the greatest in brackets."""
    return f'{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})'
