"""The events, and the catalog and rates that go with them: as the peers read them, and as `ledgerline` does."""
import csv
import os
import shutil
import subprocess


def generate(here, cache, kind, events):
    """A folder of events; what is there already is kept."""
    folder = cache / f'{kind}-{events}'
    if not (folder / 'done').exists():
        folder.mkdir(parents=True, exist_ok=True)
        program = cache / 'bin/generate'
        program.parent.mkdir(exist_ok=True)
        subprocess.run(['cc', '-O2', here / 'peers/generate.c', '-o', program, '-lm'], check=True)
        print(f'writing {events} {kind} events', flush=True)
        subprocess.run([program, str(events), '1', kind, folder], check=True)
        convert(folder)
        (folder / 'done').touch()
    return folder


def convert(folder):
    """Writes ledgerline/catalog.csv and ledgerline/RateTables/<platform>/2026-01-01.csv."""
    ours = folder / 'ledgerline'
    ours.mkdir(exist_ok=True)
    with open(folder / 'catalog.csv') as source, open(ours / 'catalog.csv', 'w') as target:
        target.write('isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids\n')
        for row in csv.DictReader(source):
            artist, album = row['artist_id'], row['album_id']
            label = int(artist) % 20
            target.write(f'{row["isrc"]},Track {row["track_id"]},art-{artist},Artist {artist},{barcode(int(album))},'
                         f'Album {album},lab-{label},Label {label},\n')
    tables = {}
    with open(folder / 'rates.csv') as source:
        for row in csv.DictReader(source):
            tables.setdefault(row['platform'], []).append(f'{row["country"]},{row["tier"]},{row["currency"]},{row["rate"]}\n')
    for platform, rows in tables.items():
        path = ours / 'RateTables' / platform
        path.mkdir(parents=True, exist_ok=True)
        (path / '2026-01-01.csv').write_text('country,tier,currency,rate\n' + ''.join(rows))


def barcode(number):
    """A UPC-12 of a number with its check digit."""
    digits = f'{number:011d}'
    odd, even = sum(map(int, digits[0::2])), sum(map(int, digits[1::2]))
    return f'{digits}{-(odd * 3 + even) % 10}'


def copy_of_binary(root, cache):
    """A copy of the release binary: the measured one stays the same while somebody builds."""
    source, target = root / '.build/release/ledgerline', cache / 'bin/ledgerline'
    if not source.exists():
        raise SystemExit('.build/release/ledgerline is not built: make build')
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix('.new')
    shutil.copyfile(source, fresh)
    fresh.chmod(0o755)
    os.replace(fresh, target)
    return target
