"""A Kafka topic into durable totals, on the embedded broker."""
import itertools
import os
import signal
import subprocess
import time

from harness.imports import prepare
from harness.measure import Cost, compare, run

TOPIC, PARTITIONS = 'plays', 32
# The broker keeps 5 MiB a partition: 32 of them hold these with room to spare.
LIMIT = 600_000


def reading(server, binary, environment, folder, events, rounds):
    assert events <= LIMIT
    template = 'topic'
    prepare(server, binary, environment, folder, template)
    broker = subprocess.Popen([binary, 'broker', '--topic', TOPIC, '--partitions', str(PARTITIONS)],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True)
    try:
        address = broker.stdout.readline().strip()
        produce(address, folder / 'plays.ndjson', events)
        kcat = ['kcat', '-C', '-b', address, '-t', TOPIC, '-o', 'beginning', '-e', '-q']
        there = subprocess.run(kcat, stdout=subprocess.PIPE, check=True).stdout.count(b'\n')
        if there != events:
            raise SystemExit(f'the broker has {there} of {events} events')
        env = environment | {'LEDGERLINE_DATABASE_URL': server.url('bench'), 'LEDGERLINE_KAFKA_BROKERS': address}
        contestants = {
            'ledgerline ingest': lambda: ingest(server, binary, env, template, events),
            'floor: kcat, stores nothing': lambda: run(kcat, keep_output=False),
        }
        return compare(f'Topic to durable totals, {events} events, {PARTITIONS} partitions', contestants, rounds)
    finally:
        broker.send_signal(signal.SIGINT)
        broker.wait()


def produce(address, path, events):
    with open(path, 'rb') as source:
        kcat = subprocess.Popen(['kcat', '-P', '-b', address, '-t', TOPIC, '-X', 'sticky.partitioning.linger.ms=0'],
                                stdin=subprocess.PIPE)
        kcat.stdin.writelines(itertools.islice(source, events))
        kcat.stdin.close()
        if kcat.wait() != 0:
            raise SystemExit('kcat could not produce')


def ingest(server, binary, env, template, events):
    """From the start of the worker until a commit has counted the last event."""
    server.create('bench', template)
    counting = subprocess.Popen(server.command('bench'), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def counted():
        counting.stdin.write('SELECT coalesce(sum(accepted_events), 0) FROM ingest_partitions;\n')
        counting.stdin.flush()
        return int(counting.stdout.readline())

    counted()
    before = server.processor()
    started = time.monotonic()
    worker = subprocess.Popen([binary, 'ingest', '--topic', TOPIC, '--partitions', ','.join(map(str, range(PARTITIONS)))],
                              env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while counted() < events:
        if worker.poll() is not None:
            raise SystemExit(f'ledgerline ingest ended: exit {worker.returncode}')
        time.sleep(0.01)
    wall = time.monotonic() - started
    worker.send_signal(signal.SIGINT)
    _, _, usage = os.wait4(worker.pid, 0)
    worker.returncode = 0
    cpu = usage.ru_utime + usage.ru_stime + server.processor() - before
    plays = int(server.psql('bench', sql='SELECT sum(plays) FROM plays_daily'))
    if plays != events:
        raise SystemExit(f'{plays} plays of {events}')
    counting.stdin.close()
    counting.wait()
    return Cost(wall, cpu, usage.ru_maxrss / 1024)
