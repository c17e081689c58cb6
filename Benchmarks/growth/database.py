"""Databases of any size, each made once and kept: the product's own tables, and what its peers ask."""
import struct
import subprocess

import numpy

from growth import music
from harness.data import barcode

# More memory than the product's own server has, for the peers: they read from the database, and ours does not.
SETTINGS = {'shared_buffers': '2GB', 'work_mem': '128MB', 'jit': 'off', 'random_page_cost': '1.1', 'autovacuum': 'off',
            'maintenance_work_mem': '1GB', 'max_connections': '500', 'max_parallel_workers_per_gather': '2'}
EPOCH = numpy.datetime64('2000-01-01')

# Every rate that is in force for a market, by stretch of days: the product's rule, worked out once for the peers.
PEERS = """
CREATE TABLE peer_quotes AS
SELECT market_id, from_day, to_day, currency, rate FROM (
  SELECT m.market_id, t.effective AS from_day, t.until AS to_day, q.currency, q.rate,
    row_number() OVER (PARTITION BY m.market_id, t.effective
      ORDER BY q.country IS NULL, q.tier IS NULL) AS place
  FROM markets m
  JOIN (SELECT rate_table_id, platform, effective,
          coalesce(lead(effective) OVER (PARTITION BY platform ORDER BY effective), 'infinity') AS until
        FROM (SELECT DISTINCT ON (platform, effective) * FROM rate_tables ORDER BY platform, effective, version DESC) latest
       ) t USING (platform)
  JOIN rate_quotes q USING (rate_table_id)
  WHERE coalesce(q.country, m.country) = m.country AND coalesce(q.tier, m.tier) = m.tier) found
WHERE place = 1;
CREATE UNIQUE INDEX ON peer_quotes (market_id, from_day) INCLUDE (to_day, currency, rate);
CREATE TABLE peer_cells AS
SELECT t.artist_id, c.day, c.market_id, c.track_id, t.label_id, c.plays FROM plays_daily c JOIN tracks t USING (track_id)
ORDER BY 1, 2, 3, 4;
CREATE INDEX ON peer_cells (artist_id, day) INCLUDE (market_id, plays);
"""


def name(tracks, cells):
    return f'load_{tracks}_{cells}'


def make(server, run, tracks, cells, peers, rates):
    """Makes the database where it is not there yet. run: runs the product's command on a database."""
    database = name(tracks, cells)
    there = server.psql('postgres', sql=f"SELECT count(*) FROM pg_database WHERE datname = '{database}'") == '1'
    if there and server.psql(database, sql="SELECT to_regclass('load_is_complete') IS NOT NULL") == 't':
        return database
    print(f'making a catalog of {tracks:,} tracks with {cells:,} cells', flush=True)
    server.create(database)
    run(database, 'migrate')
    run(database, 'rates', 'publish', rates)
    catalog = music.Catalog(tracks)
    _catalog(server, database, catalog)
    track, day, market, plays = music.cells(catalog, cells)
    _copy(server, database, 'plays_daily (track_id, day, market_id, plays)',
          {'track': (track + 1, 'i4'), 'day': (day + int((music.FIRST - EPOCH).astype(int)), 'i4'),
           'market': (market + 1, 'i4'), 'plays': (plays, 'i8')})
    server.psql(database, script='UPDATE versions SET generation = generation + 1;\n'
                "UPDATE catalog_version SET version = version + 1;\n" + (PEERS if peers else ''))
    server.psql(database, sql='VACUUM (ANALYZE)')
    server.psql(database, script='CREATE TABLE load_is_complete ();\nCHECKPOINT;')
    return database


def isrc(number):
    return f'QZ{"ABCDEFGHJK"[number // 10_000_000 % 10]}LD{number % 10_000_000:07d}'


def _catalog(server, database, catalog):
    labels = '\n'.join(f'lab-{number:03d}\tLabel {number}' for number in range(music.LABELS))
    artists = '\n'.join(f'{artist}\tThe {artist}' for artist in catalog.artists)
    albums = '\n'.join(f'{barcode(number):0>14}\t{barcode(number)}\tAlbum {number}'
                       for number in range(catalog.album.max() + 1))
    tracks = '\n'.join(f'{isrc(number)}\tTrack {number}\t{artist + 1}\t{album + 1}\t{label + 1}' for number, (artist, album, label)
                       in enumerate(zip(catalog.artist.tolist(), catalog.album.tolist(), catalog.label.tolist())))
    markets = '\n'.join('\t'.join(market[:3]) for market in music.markets())
    for columns, rows in {'labels (id, name)': labels, 'artists (id, name)': artists, 'albums (gtin, upc, title)': albums,
                          'tracks (isrc, title, artist_id, album_id, label_id)': tracks,
                          'markets (platform, country, tier)': markets}.items():
        _send(server, database, f'COPY {columns} FROM STDIN', rows.encode() + b'\n')


def _copy(server, database, columns, values):
    """COPY in PostgreSQL's own binary format: ten million rows within seconds."""
    kind = [('fields', '>i2')]
    for field, (_, width) in values.items():
        kind += [(f'{field}_length', '>i4'), (field, f'>{width}')]
    rows = numpy.empty(len(next(iter(values.values()))[0]), numpy.dtype(kind))
    rows['fields'] = len(values)
    for field, (column, width) in values.items():
        rows[f'{field}_length'] = int(width[1])
        rows[field] = column
    _send(server, database, f'COPY {columns} FROM STDIN (FORMAT binary)',
          b'PGCOPY\n\xff\r\n\0' + struct.pack('>ii', 0, 0), rows.data, struct.pack('>h', -1))


def _send(server, database, copy, *parts):
    psql = subprocess.Popen(server.command(database) + ['-c', copy], stdin=subprocess.PIPE)
    for part in parts:
        psql.stdin.write(part)
    psql.stdin.close()
    if psql.wait() != 0:
        raise SystemExit(f'{copy} failed')
