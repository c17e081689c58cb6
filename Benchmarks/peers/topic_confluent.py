"""A topic into durable totals with confluent-kafka and psycopg, each event once: batches, and the offsets in their transaction.

    python3 topic_confluent.py BROKERS TOPIC PARTITIONS EVENTS CONNECTION

What one would write who knows both: a batch is consumed, parsed and added up; its cells go by COPY into a temporary table and
from there into `peer_cells`, with the offsets behind them, in one transaction. It ends behind the last event, and would go
on at the offsets in `peer_offsets`.
"""
import datetime
import json
import sys
from collections import Counter

import confluent_kafka
import psycopg

BATCH, MOST = 10_000, 100_000

MERGE = """
INSERT INTO peer_cells (track_id, day, market_id, plays)
SELECT * FROM batch ORDER BY 1, 2, 3
ON CONFLICT (track_id, day, market_id) DO UPDATE SET plays = peer_cells.plays + excluded.plays
"""
OFFSETS = """
INSERT INTO peer_offsets (part, next_offset) SELECT * FROM unnest(%s::int[], %s::bigint[])
ON CONFLICT (part) DO UPDATE SET next_offset = excluded.next_offset
"""


def main():
    brokers, topic, partitions, events, connection = sys.argv[1:]
    with psycopg.connect(connection) as database:
        tracks = dict(database.execute('SELECT isrc, track_id FROM tracks').fetchall())
        markets = {row[:3]: row[3] for row in database.execute('SELECT platform, country, tier, market_id FROM markets')}
        offsets = dict(database.execute('SELECT part, next_offset FROM peer_offsets').fetchall())
        database.execute('CREATE TEMP TABLE batch (track_id int, day date, market_id int, plays bigint) ON COMMIT DELETE ROWS')
        database.commit()
        consumer = confluent_kafka.Consumer({
            'bootstrap.servers': brokers, 'group.id': 'peer', 'enable.auto.commit': False, 'fetch.wait.max.ms': 50,
            'queued.max.messages.kbytes': 65536})
        consumer.assign([confluent_kafka.TopicPartition(topic, part, offsets.get(part, 0)) for part in range(int(partitions))])
        left = int(events)
        while left > 0:
            cells, taken = Counter(), 0
            while taken < min(left, MOST):
                messages = consumer.consume(BATCH, 0.05)
                if not messages and taken:
                    break
                for message in messages:
                    if message.error():
                        raise SystemExit(str(message.error()))
                    event = json.loads(message.value())
                    market = markets[event['platform'], event['country'], event['tier']]
                    cells[tracks[event['isrc']], event['played_at'][:10], market] += event['plays']
                    offsets[message.partition()] = message.offset() + 1
                taken += len(messages)
            days = {day: datetime.date.fromisoformat(day) for day in {day for _, day, _ in cells}}
            with database.cursor() as cursor:
                with cursor.copy('COPY batch FROM STDIN (FORMAT binary)') as copy:
                    copy.set_types(['int4', 'date', 'int4', 'int8'])
                    for (track, day, market), plays in cells.items():
                        copy.write_row((track, days[day], market, plays))
                cursor.execute(MERGE)
                cursor.execute(OFFSETS, (list(offsets), list(offsets.values())))
            database.commit()
            left -= taken
        consumer.close()


main()
