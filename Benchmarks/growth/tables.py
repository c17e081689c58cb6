"""Tables and plots of docs/performance.md, written from what was measured."""
import json
import re
import statistics

from growth.bench import median, percentile

NAMES = {'ours': 'an artist\'s month', 'healthz': '`/healthz`', 'FastAPI': 'FastAPI, the same SQL', 'pgbench': 'pgbench, the same SQL'}


def write(root, folder):
    """Puts each table between its marks, and the plots into docs/images."""
    now, before = (json.loads(path.read_text()) if (path := folder / f'{label}.json').exists() else {} for label in ('now', 'before'))
    if now and (folder / 'demo.json').exists():
        now['demo'] = json.loads((folder / 'demo.json').read_text())
    page = root / 'docs/performance.md'
    text = page.read_text()
    for name, table in {'reach': reach, 'connections': connections, 'sizes': sizes, 'freshness': freshness, 'streams': streams,
                        'about': about}.items():
        made = table(now, before)
        if made is None:
            print(f'{name}: not measured, left as it is')
            continue
        text, count = re.subn(rf'(<!-- {name} -->\n)(?:(?!<!--).)*(<!-- end -->)', lambda match: f'{match[1]}{made}\n{match[2]}', text,
                              flags=re.DOTALL)
        if count != 1:
            raise SystemExit(f'docs/performance.md has {count} places for {name}')
    page.write_text(text)
    from growth import plots
    plots.write(root / 'docs/images', now, before, folder)


def table(*rows):
    head, *rest = rows
    return '\n'.join(['| ' + ' | '.join(head) + ' |', '|---' * len(head) + '|'] + ['| ' + ' | '.join(row) + ' |' for row in rest])


def spread(values, form='{:.2f}'):
    """The median, with the least and the greatest where there are several."""
    middle = form.format(statistics.median(values))
    return middle if len(values) == 1 else f'{middle} ({form.format(min(values))}-{form.format(max(values))})'


def ratios(found, name, other, field='rate'):
    """Of each turn."""
    return [one[field] / two[field] for one, two in zip(found[name], found[other])]


def bytes_each(now):
    """Bytes in memory of a cell and of a track: by what more of them add."""
    memory = {size: of['memory'] * 2 ** 20 for size, of in now['sizes']['found'].items()}
    return ((memory['100000/10000000'] - memory['100000/1000000']) / 9_000_000,
            (memory['1000000/1000000'] - memory['10000/1000000']) / 990_000)


def verdict(is_reached):
    return 'yes' if is_reached else '**no**'


def about(now, before):
    if not now:
        return None
    days = sorted({part['on'] for part in now.values()})
    part = next(iter(now.values()))
    turns = sorted({part['turns'] for part in now.values()})
    return (f'Measured on {days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"}, {part["cores"]} cores, medians of '
            f'{turns[0] if len(turns) == 1 else f"{turns[0]} to {turns[-1]}"} turns or what there is of one, the least and the greatest in '
            'brackets.')


def reach(now, before):
    if not now:
        return None
    rows = [('work', 'against', 'wanted', 'measured', 'reached')]

    def row(work, against, wanted, measured, is_reached):
        rows.append((work, against, wanted, measured, verdict(is_reached)))

    if 'connections' in now and '64' in now['connections']['found']:
        found = now['connections']['found']['64']
        times = ratios(found, 'ours', 'FastAPI')
        p99 = median(found['ours'], 'p99')
        row('artist\'s month by platform, country, day; 64 connections, 10 M cells, 1 M tracks', 'FastAPI and the same SQL',
            '60 times the requests/s, p99 at most 5 ms', f'{spread(times, "{:.0f}")} times, p99 {p99:.1f} ms',
            statistics.median(times) >= 60 and p99 <= 5)
        share = ratios(found, 'ours', 'healthz')
        row('', '`/healthz` of the same server', '0.4 of its requests/s', spread(share), statistics.median(share) >= .4)
    if 'sizes' in now:
        small, large = ([turn['same'] for turn in now['sizes']['found'][size]['turns']] for size in ('10000/10000000', '1000000/10000000'))
        share = [one['rate'] / two['rate'] for one, two in zip(large, small)]
        work = [one['cpu'] / two['cpu'] for one, two in zip(large, small)]
        row('the same about the same artists, 1 M tracks in the catalog', '10 k tracks', 'within 0.10',
            f'{spread(share)} of the requests/s, {spread(work)} of the processor', abs(1 - statistics.median(share)) <= .1)
        ready, memory = (now['sizes']['found']['1000000/10000000'][field] for field in ('ready', 'memory'))
        row('memory of `serve`', '', 'at most 16 bytes a cell, 200 a track', '{:.0f} bytes a cell, {:.0f} a track'.format(*bytes_each(now)),
            bytes_each(now)[0] <= 16 and bytes_each(now)[1] <= 200)
        row('a start with 10 M cells, 1 M tracks', '', 'ready within 5 s', f'{ready:.1f} s, {memory:.0f} MiB', ready <= 5)
    if 'rankings' in now:
        found = now['rankings']
        times = [one['sql'] / one['ours'] for one in found['compared']]
        row('the first 100 artists or tracks under any filter, 10 M cells', 'the same SQL', '50 times; p99 at most 10 ms',
            f'{statistics.median(times):.0f} times ({min(times):.0f}-{max(times):.0f}); p50 {found["p50"]:.1f} ms, p99 {found["p99"]:.1f} ms',
            statistics.median(times) >= 50 and found['p99'] <= 10)
    if 'beside' in now:
        found = now['beside']['found']
        times = {name: [two[name]['p99'] / one[name]['p99'] for one, two in zip(found['without'], found['with'])]
                 for name in ('healthz', 'artist')}
        row('8 rankings at once beside it', '`/healthz`, an artist\'s month without them', 'p99 at most 3 times',
            ', '.join(f'{spread(one, "{:.1f}")} times' for one in times.values()),
            all(statistics.median(one) <= 3 for one in times.values()))
    if 'unchanged' in now:
        share = ratios(now['unchanged']['found'], 'unchanged', 'healthz')
        row('unchanged answer with `If-None-Match`', '`/healthz`', '0.8', spread(share), statistics.median(share) >= .8)
    if 'correction' in now:
        found = now['correction']['found']
        row('a corrected rate table at 10 M cells, until every live figure is right', '', 'at most 0.3 s',
            f'{spread([one / 1000 for one in found])} s', statistics.median(found) <= 300)
    for rate, wanted in (('5000', 150), ('68000', 1000)):
        if rate in now.get('freshness', {}).get('found', {}):
            found = now['freshness']['found'][rate]
            p99, counted = percentile(found['latencies'], 99), found['counted']
            row(f'sent to seen at {int(rate):,} plays/s, while 1,000 requests/s are answered',
                'Materialize: p99 1 s at 68,000/s, by its maker' if rate == '68000' else '',
                f'p99 at most {wanted} ms', f'p99 {p99:.0f} ms; {counted:,.0f} plays/s counted, {found["answers"]["rate"]:,.0f} requests/s',
                p99 <= wanted and counted >= .97 * int(rate) and found['answers']['rate'] >= 970)
    for found in now.get('streams', {}).get('found', []):
        if found['count'] == 5000:
            row('5,000 streams', '', 'at most 250 MiB more, no tick older than 2 s; idle ones cost nothing',
                f'{found["open"]:,} open: {found["memory"]:.0f} MiB more, the oldest {found["max"] / 1000:.1f} s; '
                f'idle {found["idle"]:.2f} of a core, {found["without"]:.2f} without',
                found['open'] == 5000 and found['memory'] <= 250 and found['max'] <= 2000 and found['idle'] - found['without'] <= .05)
    if 'catchup' in now:
        found = now['catchup']['found']
        times = [one['with']['p99'] / one['without']['p99'] for one in found]
        behind = [one['behind'] for one in found]
        row('catch-up of 2 M events beside an artist\'s requests', 'without it', 'p99 at most twice; live at most 2 s behind',
            f'{spread(times, "{:.1f}")} times; {spread(behind, "{:.1f}")} s behind',
            statistics.median(times) <= 2 and statistics.median(behind) <= 2)
    if 'demo' in now:
        found = now['demo']
        row(f'the demo for {found["hours"]:.1f} hours', '', 'memory and descriptors flat after the first, under 600 MB',
            f'{found["memory_first"]:.0f} MiB after {found["first"]:.0f} minutes, {found["memory_last"]:.0f} at the end; descriptors '
            f'{found["descriptors_first"]} and {found["descriptors_last"]}; {"exact" if found["exact"] else "not exact"}',
            found['exact'] and found['peak'] < 600 and found['memory_last'] <= 1.1 * found['memory_first'] and found['hours'] >= 1.9)
    return table(*rows)


def connections(now, before):
    if 'connections' not in now:
        return None
    found = now['connections']['found']
    rows = [('connections', 'requests/s ÷ `/healthz`', '÷ FastAPI', '÷ pgbench', 'p50, p99 ms', 'processor ms a request', 'FastAPI\'s')]
    for count, of in found.items():
        rows.append((count, spread(ratios(of, 'ours', 'healthz')), spread(ratios(of, 'ours', 'FastAPI'), '{:.0f}'),
                     spread(ratios(of, 'ours', 'pgbench'), '{:.0f}'), f'{median(of["ours"], "p50"):.2f}, {median(of["ours"], "p99"):.2f}',
                     f'{median(of["ours"], "cpu"):.3f}', f'{median(of["FastAPI"], "cpu"):.2f}'))
    first = now['connections']['first']
    rows.append(('64, each asked for the first time', spread([first['rate'] / turn['rate'] for turn in found['64']['healthz']]),
                 spread([first['rate'] / turn['rate'] for turn in found['64']['FastAPI']], '{:.0f}'), '',
                 f'{first["p50"]:.2f}, {first["p99"]:.2f}', f'{first["cpu"]:.3f}', ''))
    return table(*rows)


def sizes(now, before):
    if 'sizes' not in now:
        return None
    found = now['sizes']['found']
    rows = [('tracks', 'cells', 'processor ms a request: popular artists', 'the same artists', 'first 100', 'MiB', 'ready after, s')]
    for size, of in found.items():
        tracks, cells = map(int, size.split('/'))
        cost = [f'{statistics.median(turn[name]["cpu"] for turn in of["turns"]):.3f}' for name in ('popular', 'same', 'top')]
        rows.append((f'{tracks:,}', f'{cells:,}', *cost, f'{of["memory"]:.0f}', f'{of["ready"]:.2f}'))
    return table(*rows)


def freshness(now, before):
    if 'freshness' not in now:
        return None
    rows = [('plays a second: sent', 'counted', 'sent to seen, p50 ms', 'p99 ms', 'requests a second', 'their p99 ms')]
    for of in now['freshness']['found'].values():
        rows.append((f'{of["sent"]:,.0f}', f'{of["counted"]:,.0f}', f'{percentile(of["latencies"], 50):.0f}',
                     f'{percentile(of["latencies"], 99):.0f}', f'{of["answers"]["rate"]:,.0f}', f'{of["answers"]["p99"]:.1f}'))
    return table(*rows)


def streams(now, before):
    if 'streams' not in now:
        return None
    rows = [('streams', 'MiB more', 'processor idle', 'without any', 'at 5,000 plays/s', 'events a second', 'age p50 ms', 'p99', 'oldest')]
    for of in now['streams']['found']:
        rows.append((f'{of["open"]:,}', f'{of["memory"]:.0f}', f'{of["idle"]:.3f}', f'{of["without"]:.3f}', f'{of["busy"]:.2f}',
                     f'{of["events"]:,.0f}', f'{of["p50"]}', f'{of["p99"]}', f'{of["max"]}'))
    return table(*rows)
