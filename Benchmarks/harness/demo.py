"""The running demo on an empty database, and a client of it."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

root = pathlib.Path(__file__).resolve().parent.parent.parent


class Demo:
    """The running demo, on an empty database."""

    def __init__(self, binary, rate):
        # The server's user must reach it when we are root.
        self.folder = tempfile.mkdtemp(prefix='ledgerline-latency-', dir='/tmp')
        os.chmod(self.folder, 0o755)
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        self.binary = binary
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith('LEDGERLINE_')}
        self.environment |= {'LEDGERLINE_DATA': f'{self.folder}/data', 'LEDGERLINE_SHARE': str(root)}
        self.process = subprocess.Popen(
            [binary, 'demo', '--port', str(self.port), '--rate', str(rate)], env=self.environment, cwd=self.folder,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said = ''
        self.has_ended = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.said += line
        self.has_ended.set()

    def wait_for(self, pattern, timeout=180):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if found := re.search(pattern, self.said):
                return found
            if self.has_ended.is_set():
                break
            time.sleep(0.05)
        raise SystemExit(f'the demo did not say {pattern}:\n{self.said}')

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.has_ended.wait(90)
        self.process.wait(10)

    def accepted(self):
        """What the database has, after the end."""
        status = subprocess.run([self.binary, 'status', '--format', 'json'], env=self.environment, cwd=self.folder,
                                check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return json.loads(status.stdout)['accepted_events']

    def remove(self):
        if self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class API:
    def __init__(self, port, token):
        self.connection = http.client.HTTPConnection('127.0.0.1', port)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.headers = {'Authorization': f'Bearer {token}'}
        self.refused = 0

    def get(self, path):
        while True:
            self.connection.request('GET', path, headers=self.headers)
            response = self.connection.getresponse()
            body = response.read()
            if response.status == 200:
                return json.loads(body)
            if response.status != 429:
                raise SystemExit(f'{path}: {response.status} {body.decode()}')
            self.refused += 1
            time.sleep(0.02)
