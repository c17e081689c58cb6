"""A Kafka topic into durable totals, on the embedded broker."""
import itertools
import os
import signal
import subprocess
import time

from harness.imports import prepare
from harness.measure import Cost, compare, run

# Without a consumer of one's own: kcat writes what it reads, psql copies it and adds it up in one statement. It begins at the
# beginning and ends at the end; killed, or run again, it would count nothing or everything twice.
PIPE = """
BEGIN;
SET LOCAL work_mem = '512MB';
CREATE UNLOGGED TABLE raw (line text);
\\copy raw FROM PROGRAM '{kcat}' WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')
INSERT INTO peer_cells (track_id, day, market_id, plays)
SELECT t.track_id, e.day, m.market_id, e.plays
FROM (
  SELECT isrc, left(played_at, 10)::date AS day, platform, country, tier, sum(plays)::bigint AS plays
  FROM raw, json_to_record(line::json) AS f (isrc text, played_at text, platform text, country text, tier text, plays bigint)
  GROUP BY 1, 2, 3, 4, 5) e
JOIN tracks t USING (isrc)
JOIN markets m USING (platform, country, tier);
DROP TABLE raw;
COMMIT;
"""
OFFSETS = 'CREATE TABLE peer_offsets (part int PRIMARY KEY, next_offset bigint NOT NULL)'

PACKAGES = ['confluent-kafka', 'psycopg[binary]']
TOPIC, PARTITIONS = 'plays', 32
# The broker keeps 5 MiB a partition: 32 of them hold these with room to spare.
LIMIT = 600_000


def reading(here, server, binary, python, environment, folder, events, rounds):
    assert events <= LIMIT
    template = 'topic'
    prepare(server, binary, environment, folder, template)
    server.psql(template, sql=OFFSETS)
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
        answers = {}
        contestants = {
            'ledgerline ingest': lambda: ingest(server, binary, env, template, events, answers),
            'kcat into psql: COPY, INSERT ... GROUP BY': lambda: piped(server, kcat, folder, template, answers),
            'confluent-kafka and psycopg, in batches': lambda: consumed(
                here, server, python, address, template, events, answers),
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


def ingest(server, binary, env, template, events, answers):
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
    counting.stdin.close()
    counting.wait()
    same(server, 'plays_daily', answers)
    return Cost(wall, cpu, usage.ru_maxrss / 1024)


def piped(server, kcat, folder, template, answers):
    server.create('bench', template)
    path = folder / 'pipe.sql'
    path.write_text(PIPE.format(kcat=' '.join(kcat)))
    return measured(server, server.command('bench') + ['-f', path], answers)


def consumed(here, server, python, address, template, events, answers):
    server.create('bench', template)
    program = here / 'peers/topic_confluent.py'
    return measured(server, [python, program, address, TOPIC, str(PARTITIONS), str(events), server.url('bench')], answers)


def measured(server, command, answers):
    before = server.processor()
    cost = run(command)
    cost.cpu += server.processor() - before
    same(server, 'peer_cells', answers)
    return cost


def same(server, table, answers):
    """Everybody must have the same cells, to the last one."""
    cells = server.psql('bench', sql=f"""
        SELECT count(*), sum(plays), md5(string_agg(track_id || ',' || day || ',' || market_id || ',' || plays, ';'
          ORDER BY track_id, day, market_id)) FROM {table}""")
    if cells != answers.setdefault('cells', cells):
        raise SystemExit(f'the totals differ: {table} has {cells}, not {answers["cells"]}')
