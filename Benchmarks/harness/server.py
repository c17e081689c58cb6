"""A private PostgreSQL, durable as PostgreSQL is by default: thrown away, or kept in a folder for the next run."""
import glob
import os
import re
import shutil
import subprocess
import tempfile
import time

# What `ledgerline` gives its own server; fsync, synchronous_commit and full_page_writes stay on.
SETTINGS = {
    'listen_addresses': "''", 'unix_socket_permissions': '0777', 'shared_buffers': '256MB', 'max_wal_size': '4GB',
    'checkpoint_timeout': '15min', 'wal_compression': 'lz4',
}


class Server:
    def __init__(self, kept=None, settings={}):
        """kept: a folder that keeps the data; without it they go with the server."""
        found = sorted(glob.glob('/usr/lib/postgresql/*/bin'), key=lambda path: int(path.split('/')[4]))
        if not found:
            raise SystemExit('no PostgreSQL server: apt-get install postgresql')
        self.bin = found[-1]
        # A socket's path must be short, also where the data is kept elsewhere.
        self.folder = tempfile.mkdtemp(prefix='ledgerline-bench-', dir='/tmp')
        self.data = f'{kept or self.folder}/data'
        self.settings = SETTINGS | settings
        self.user = []
        if os.geteuid() == 0:
            # The server refuses to be root's.
            for folder in {self.folder, os.path.dirname(self.data)}:
                os.makedirs(folder, exist_ok=True)
                shutil.chown(folder, 'postgres')
            self.user = ['runuser', '-u', 'postgres', '--']

    def __enter__(self):
        options = f'-k {self.folder} ' + ' '.join(f'-c {name}={value}' for name, value in self.settings.items())
        if not os.path.exists(f'{self.data}/PG_VERSION'):
            self._own('initdb', '-D', self.data, '-U', 'ledgerline', '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'trust')
        self._own('pg_ctl', '-D', self.data, '-l', f'{self.folder}/log', '-w', '-t', '300', '-o', options, 'start')
        self.pid = int(open(f'{self.data}/postmaster.pid').readline())
        return self

    def __exit__(self, *_):
        mode = 'immediate' if self.data.startswith(self.folder) else 'fast'
        subprocess.run(self.user + [f'{self.bin}/pg_ctl', '-D', self.data, '-m', mode, '-t', '300', 'stop'],
                       cwd='/', stdout=subprocess.DEVNULL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database):
        return f'postgresql://ledgerline@/{database}?host={self.folder}'

    def psql(self, database, *, script=None, sql=None):
        """Runs SQL and gives what it printed."""
        command = self.command(database) + (['-c', sql] if sql else ['-f', '-'])
        environment = os.environ | {'PGOPTIONS': '-c client_min_messages=warning'}
        return subprocess.run(command, input=script, env=environment, text=True, check=True, stdout=subprocess.PIPE).stdout.strip()

    def command(self, database):
        return ['psql', '-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-h', self.folder, '-U', 'ledgerline', '-d', database]

    def create(self, database, template='template1'):
        """Makes a database anew, as a copy, and lets the server write out what it owes."""
        self.psql('postgres', script=f'DROP DATABASE IF EXISTS {database};\n'
                  f'CREATE DATABASE {database} TEMPLATE {template} STRATEGY file_copy;\nCHECKPOINT;')

    def drop(self, database):
        self.psql('postgres', sql=f'DROP DATABASE IF EXISTS {database}')

    def processor(self):
        """Seconds of processors that the server has used: its processes, and those of its that have ended."""
        # A backend that is about to end is neither a process nor one that has ended.
        time.sleep(0.2)
        ticks = 0
        for path in glob.glob('/proc/[0-9]*/stat'):
            try:
                text = open(path).read()
            except OSError:
                continue
            pid = int(re.match(r'\d+', text)[0])
            fields = text.rpartition(')')[2].split()
            # Without the state: ppid 1, utime 11, stime 12, cutime 13, cstime 14.
            if pid == self.pid:
                ticks += sum(map(int, fields[11:15]))
            elif int(fields[1]) == self.pid:
                ticks += sum(map(int, fields[11:13]))
        return ticks / os.sysconf('SC_CLK_TCK')

    def _own(self, program, *arguments):
        done = subprocess.run(self.user + [f'{self.bin}/{program}', *arguments], cwd='/', stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL)
        if done.returncode != 0:
            raise SystemExit(f'{program} failed: see {self.folder}/log')
