"""The product's server as a process: started, measured by /proc, asked, stopped."""
import base64
import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

TICK = os.sysconf('SC_CLK_TCK')
# A token may ask 10,000 times a second.
TOKENS = 16


class Watched:
    """A process and those it started, whose processor time and memory are read from /proc."""

    def __init__(self, process):
        self.process = process

    def processor(self):
        """Seconds of processors used until now, user and system."""
        return sum(self._processor(pid) for pid in self._all())

    def memory(self):
        """Mebibytes in memory."""
        return sum(self._status(pid, 'VmRSS') for pid in self._all()) / 1024

    def peak(self):
        return sum(self._status(pid, 'VmHWM') for pid in self._all()) / 1024

    def descriptors(self):
        return len(os.listdir(f'/proc/{self.process.pid}/fd'))

    def _all(self):
        try:
            children = open(f'/proc/{self.process.pid}/task/{self.process.pid}/children').read().split()
        except OSError:
            children = []
        return [self.process.pid, *map(int, children)]

    def _processor(self, pid):
        try:
            fields = open(f'/proc/{pid}/stat').read().rpartition(')')[2].split()
        except OSError:
            return 0
        return (int(fields[11]) + int(fields[12])) / TICK

    def _status(self, pid, field):
        try:
            return next(int(line.split()[1]) for line in open(f'/proc/{pid}/status') if line.startswith(field))
        except (OSError, StopIteration):
            return 0

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Serve(Watched):
    """`ledgerline serve` of one database."""

    def __init__(self, binary, environment, server, database, *arguments, log=None):
        self.server, self.database, self.port = server, database, free_port()
        self.tokens = make_tokens(server, database, TOKENS)
        environment = environment | {'LEDGERLINE_DATABASE_URL': server.url(database)}
        began = time.monotonic()
        process = subprocess.Popen(
            [binary, 'serve', '--port', str(self.port), '--post-every', '0', '--no-schedules', '--connections-per-address', '16000',
             *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=log or subprocess.DEVNULL)
        super().__init__(process)
        self.ready = self._wait(began)

    def _wait(self, began):
        """Seconds from the start to the first right answer."""
        while time.monotonic() - began < 120:
            if self.process.poll() is not None:
                raise SystemExit(f'serve ended: exit {self.process.returncode}')
            try:
                if self.get('/readyz', check=False)[0] == 200:
                    self.get('/v1/earnings')
                    return time.monotonic() - began
            except OSError:
                pass
            time.sleep(0.01)
        raise SystemExit('serve does not get ready')

    def get(self, path, check=True, **headers):
        """Status and text of one answer."""
        client = Client(self.port, self.tokens[0])
        try:
            return client.get(path, check, **headers)
        finally:
            client.close()

    def client(self, token=None):
        return Client(self.port, token or self.tokens[0])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Client:
    """One connection, kept."""

    def __init__(self, port, token):
        self.connection = http.client.HTTPConnection('127.0.0.1', port, timeout=60)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.token = token

    def get(self, path, check=True, **headers):
        self.connection.request('GET', path, headers={'Authorization': f'Bearer {self.token}'} | headers)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        if check and answer.status != 200:
            raise SystemExit(f'{path}: {answer.status} {body}')
        self.etag = answer.getheader('ETag')
        return answer.status, body

    def json(self, path):
        return json.loads(self.get(path)[1])

    def close(self):
        self.connection.close()


def free_port():
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        return free.getsockname()[1]


def make_tokens(server, database, count, subjects=None):
    """Tokens for everything, or each for one of the subjects; written as the product writes them."""
    tokens, rows = [], []
    for number in range(count):
        token = 'llt_' + base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip('=')
        subject = f"ARRAY['{subjects[number]}']" if subjects else "'{}'::text[]"
        scopes = "'{earnings:read}'" if subjects else "'{earnings:read,status:read,metrics:read}'"
        tokens.append(token)
        rows.append(f"('\\x{hashlib.sha256(token.encode()).hexdigest()}', 'load', {scopes}, {subject}, 10000)")
    server.psql(database, script='INSERT INTO tokens (digest, name, scopes, subjects, rate_limit) VALUES ' + ',\n'.join(rows) + ';')
    return tokens


class Periodic:
    """Calls something every so often from a thread, while a `with` lasts."""

    def __init__(self, seconds, call):
        self.seconds, self.call, self.ended = seconds, call, threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        while not self.ended.wait(self.seconds):
            self.call()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()


def question(kind, identifier, **parameters):
    return f'/v1/{kind}/{urllib.parse.quote(identifier)}/earnings?{urllib.parse.urlencode(parameters)}'
