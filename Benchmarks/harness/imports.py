"""A file of events into durable totals in PostgreSQL."""
import subprocess

from harness.measure import compare, run

# What one would write without Ledgerline. Staged without a log and with memory enough to group, as somebody would who
# knows PostgreSQL; into the same key as ours.
PEER = """
BEGIN;
SET LOCAL work_mem = '512MB';
CREATE UNLOGGED TABLE raw (line text);
\\copy raw FROM '{file}' WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')
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
FLOOR = """
\\copy peer_cells FROM '{file}'
"""
TABLE = """
CREATE TABLE peer_cells (
  track_id int NOT NULL, day date NOT NULL, market_id int NOT NULL, plays bigint NOT NULL,
  PRIMARY KEY (track_id, day, market_id));
"""


def importing(server, binary, environment, folder, rounds):
    """Every run starts from a copy of a database that has the catalog and the rates, and no plays."""
    template = folder.name.replace('-', '_')
    prepare(server, binary, environment, folder, template)
    events, cells = folder / 'plays.ndjson', folder / 'cells.tsv'
    expected = None

    def measured(table, command, env=None, script=None):
        nonlocal expected
        server.create('bench', template)
        before = server.processor()
        if script:
            path = folder / 'script.sql'
            path.write_text(script)
            command = command + ['-f', path]
        cost = run(command, env=env)
        cost.cpu += server.processor() - before
        totals = server.psql('bench', sql=f'SELECT count(*), sum(plays) FROM {table}')
        expected = expected or totals
        if totals != expected:
            raise SystemExit(f'the totals differ: {totals} and {expected}')
        if not cells.exists():
            with open(cells, 'w') as target:
                subprocess.run(server.command('bench') + ['-c', f'COPY (SELECT * FROM {table} ORDER BY 1, 2, 3) TO STDOUT'],
                               stdout=target, check=True)
        return cost

    env = environment | {'LEDGERLINE_DATABASE_URL': server.url('bench')}
    contestants = {
        'ledgerline import plays': lambda: measured('plays_daily', [binary, 'import', 'plays', events], env=env),
        'psql: COPY, INSERT ... GROUP BY': lambda: measured(
            'peer_cells', server.command('bench'), script=PEER.format(file=events)),
        'floor: COPY of the finished cells': lambda: measured(
            'peer_cells', server.command('bench'), script=FLOOR.format(file=cells)),
    }
    cells.unlink(missing_ok=True)
    result = compare(f'File to durable totals, {folder.name}', contestants, rounds)
    server.drop('bench')
    server.drop(template)
    return result + f'\nAll have {expected.replace("|", " cells with ")} plays. The processor is client and server together.\n'


def prepare(server, binary, environment, folder, template):
    server.create(template)
    env = environment | {'LEDGERLINE_DATABASE_URL': server.url(template)}
    ours = folder / 'ledgerline'
    for arguments in (['migrate'], ['import', 'catalog', ours / 'catalog.csv'], ['rates', 'publish', ours / 'RateTables']):
        subprocess.run([binary, *arguments], env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # The peer finds its markets there; ledgerline finds them too.
    server.psql(template, script=TABLE + """
        INSERT INTO markets (platform, country, tier)
        SELECT DISTINCT platform, country, tier FROM rate_tables JOIN rate_quotes USING (rate_table_id);
        ANALYZE;""")
