"""Clients: wrk for as much as goes over so many connections, `load.c` for a constant rate."""
import json
import os
import pathlib
import subprocess
import tempfile

here = pathlib.Path(__file__).resolve().parent


class Asking:
    """Paths to ask a server for in turn, with its tokens."""

    def __init__(self, server, paths, tags=None):
        self.server = server
        self.folder = tempfile.TemporaryDirectory(prefix='ledgerline-load-')
        self.paths, self.tokens = f'{self.folder.name}/paths', f'{self.folder.name}/tokens'
        tags = tags or [''] * len(paths)
        pathlib.Path(self.paths).write_text(''.join(f'{path}\t{tag}\n' if tag else f'{path}\n' for path, tag in zip(paths, tags)))
        pathlib.Path(self.tokens).write_text('\n'.join(server.tokens) + '\n')

    def closed(self, connections, seconds, warm=1):
        """Requests a second, percentiles in ms, and ms of the server's processors for each request."""
        command = ['wrk', '-t', str(min(2, connections)), '-c', str(connections), '--timeout', '30', '-s', str(here / 'wrk.lua'),
                   f'http://127.0.0.1:{self.server.port}']
        environment = os.environ | {'LOAD_PATHS': self.paths, 'LOAD_TOKENS': self.tokens}
        if warm:
            subprocess.run(command + ['-d', str(warm)], env=environment, check=True, stdout=subprocess.DEVNULL)
        before = self.server.processor()
        said = subprocess.run(command + ['-d', str(seconds)], env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
        used = self.server.processor() - before
        result = json.loads(next(line for line in said.splitlines() if line.startswith('RESULT'))[7:])
        if result['failed'] or result['lost']:
            print(f'  {result["failed"]} answers were refusals, {result["lost"]} were lost', flush=True)
        return {'rate': result['requests'] / result['seconds'], 'p50': result['p50'], 'p99': result['p99'],
                'cpu': used * 1000 / max(1, result['requests']), 'failed': result['failed'] + result['lost']}

    def steady(self, rate, seconds, connections=64):
        """The same at a constant rate, whatever the answers do; see `start` to go on meanwhile."""
        return self.start(rate, seconds, connections)()

    def start(self, rate, seconds, connections=64):
        """Begins to ask, and gives what waits for the end and the result."""
        before = self.server.processor()
        process = subprocess.Popen([program('load'), str(self.server.port), str(rate), str(seconds), str(connections), self.paths,
                                    self.tokens], stdout=subprocess.PIPE, text=True)

        def finish():
            said, _ = process.communicate()
            if process.returncode != 0:
                raise SystemExit('the client failed')
            result = json.loads(said)
            result['rate'] = result['answered'] / result['seconds']
            result['cpu'] = (self.server.processor() - before) * 1000 / max(1, result['answered'])
            return result
        return finish


def program(name, *libraries):
    """A client in C, compiled where its text is newer."""
    source, built = here / f'{name}.c', here.parent / '.data/bin' / name
    if not built.exists() or built.stat().st_mtime < source.stat().st_mtime:
        built.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(['cc', '-O2', source, '-o', built, *libraries], check=True)
    return built
