"""A thousand and five thousand streams, each of another artist: memory, work while nothing changes, and the age of figures."""
import json
import subprocess
import tempfile
import threading
import time

from growth.asking import program
from growth.bench import LARGEST, say
from growth.changes import Intake
from growth.serve import make_tokens

RATE = 5_000


class Listening:
    """Many streams, and what their listener says of each second."""

    def __init__(self, serve, questions):
        self.file = tempfile.NamedTemporaryFile('w', suffix='.questions')
        self.file.write(''.join(f'{path}\t{token}\n' for path, token in questions))
        self.file.flush()
        self.process = subprocess.Popen([program('streams'), str(serve.port), self.file.name], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.seconds = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.seconds.append(json.loads(line))

    def wait(self, count):
        """Until so many are open or refused."""
        deadline = time.monotonic() + 120
        while not self.seconds or self.seconds[-1]['open'] + self.seconds[-1]['refused'] < count:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise SystemExit(f'streams do not open: {self.seconds[-1:]}')
            time.sleep(0.1)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def streams(bench):
    with bench.copy(bench.database(*LARGEST)) as database:
        found = [listened(bench, database, count) for count in ([200] if bench.quick else [1_000, 5_000])]
    bench.keep('streams', {'found': found, 'rate': RATE})


def listened(bench, database, count):
    with Intake(bench, database, LARGEST[0]) as intake, bench.serve(database) as serve:
        # Those who are played, so that nearly all of them change all the time.
        artists = intake.artists[:count]
        tokens = make_tokens(bench.server, database, count, [f'artist:{artist}' for artist in artists])
        intake.work()
        time.sleep(3)
        before, calm = serve.memory(), cost(serve, bench.seconds + 2)
        listening = Listening(serve, [(f'/v1/artists/{artist}/earnings/live', token) for artist, token in zip(artists, tokens)])
        listening.wait(count)
        time.sleep(2)
        idle_memory, idle = serve.memory() - before, cost(serve, bench.seconds + 2)
        with intake.plays(RATE):
            time.sleep(8)
            start = len(listening.seconds)
            busy = cost(serve, bench.seconds * 3 + 2)
            ticks = listening.seconds[start:]
        memory, last = serve.memory() - before, listening.seconds[-1]
        listening.close()
    one = {'count': count, 'open': last['open'], 'refused': last['refused'], 'ended': last['ended'], 'idle_memory': idle_memory,
           'memory': memory, 'without': calm, 'idle': idle, 'busy': busy, 'events': sum(second['events'] for second in ticks) / len(ticks),
           **{name: max(second[name] for second in ticks) for name in ('p50', 'p99', 'max')}}
    say(f'{count} streams: {one["open"]} open, {one["refused"]} refused, {one["ended"]} ended; {idle_memory:.0f} MiB more, under way '
        f'{memory:.0f}; processor idle {idle:.3f} (without {calm:.3f}), under way {busy:.2f}; {one["events"]:,.0f} events/s, oldest '
        f'{one["max"]} ms, p99 of the worst second {one["p99"]} ms')
    return one


def cost(serve, seconds):
    """Processors used, as a share of one."""
    before, began = serve.processor(), time.monotonic()
    time.sleep(seconds)
    return (serve.processor() - before) / (time.monotonic() - began)
