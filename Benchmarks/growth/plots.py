"""Plots as SVG: text stays text, and the same figures make the same file."""
import json
import statistics

import matplotlib

from growth.bench import median, percentile

matplotlib.use('svg')
matplotlib.rcParams.update({
    'svg.fonttype': 'none', 'svg.hashsalt': 'ledgerline', 'font.size': 9, 'axes.spines.top': False, 'axes.spines.right': False,
    'font.family': 'sans-serif', 'font.sans-serif': ['Helvetica', 'Arial', 'DejaVu Sans'], 'axes.grid': True, 'grid.color': '#dddddd',
    'legend.frameon': False, 'lines.markersize': 4, 'figure.facecolor': 'white'})
import matplotlib.pyplot as pyplot  # noqa: E402

COLOURS = {'ours': '#1f5fa8', 'healthz': '#888888', 'FastAPI': '#d1601f', 'pgbench': '#4c9a5f'}
LABELS = {'ours': 'an artist\'s month', 'healthz': '/healthz', 'FastAPI': 'FastAPI + SQL', 'pgbench': 'pgbench, same SQL'}


def write(folder, now, before, results):
    folder.mkdir(exist_ok=True)
    for name, plot in {'connections': connections, 'rates': rates, 'sizes': sizes, 'freshness': freshness}.items():
        if name in now:
            save(folder / f'load-{name}.svg', plot(now[name], before.get(name)))
    if (results / 'demo.json').exists():
        save(folder / 'load-demo.svg', demo(json.loads((results / 'demo.json').read_text())))


def save(path, figure):
    figure.savefig(path, metadata={'Date': None}, bbox_inches='tight')
    pyplot.close(figure)


def connections(now, before):
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.2))
    counts = list(map(int, now['found']))
    for name in LABELS:
        left.plot(counts, [median(of[name], 'rate') for of in now['found'].values()], 'o-', color=COLOURS[name], label=LABELS[name])
        right.plot(counts, [median(of[name], 'p99') for of in now['found'].values()], 'o-', color=COLOURS[name])
    if before:
        counts = list(map(int, before['found']))
        left.plot(counts, [median(of['ours'], 'rate') for of in before['found'].values()], '--', color=COLOURS['ours'], label='version before')
        right.plot(counts, [median(of['ours'], 'p99') for of in before['found'].values()], '--', color=COLOURS['ours'])
    for axes, title in ((left, 'requests a second'), (right, 'p99, ms')):
        axes.set(xscale='log', yscale='log', xlabel='connections', title=title, xticks=counts, xticklabels=counts)
        axes.minorticks_off()
    figure.legend(fontsize=8, loc='center left', bbox_to_anchor=(.92, .5))
    return figure


def rates(now, before):
    figure, axes = pyplot.subplots(figsize=(5, 3.2))
    for field, style in (('p50', 'o-'), ('p99', 'o--'), ('p999', 'o:')):
        axes.plot(list(map(int, now['found'])), [median(of, field) for of in now['found'].values()], style, color=COLOURS['ours'],
                  label={'p50': 'p50', 'p99': 'p99', 'p999': 'p99.9'}[field])
    axes.set(yscale='log', xlabel='requests a second asked for', title='ms from when a request was due')
    axes.legend()
    return figure


def sizes(now, before):
    figure, axes = pyplot.subplots(1, 3, figsize=(11, 3.2))
    for of, style, label in ((now, 'o-', 'this version'), (before, 'o--', 'version before')):
        if not of:
            continue
        points = {tuple(map(int, size.split('/'))): value for size, value in of['found'].items()}

        def line(place, wanted, horizontal, value, colour, text):
            chosen = sorted(size for size in points if wanted(size))
            axes[place].plot([horizontal(size) for size in chosen], [value(size) for size in chosen], style, color=colour,
                             label=f'{text}, {label}')

        def cost(name):
            return lambda size: statistics.median(turn[name]['cpu'] for turn in points[size]['turns'])

        for name, colour, text in (('popular', '#1f5fa8', 'popular artists'), ('same', '#4c9a5f', 'the same artists')):
            line(0, lambda size: size[1] == 1_000_000, lambda size: size[0], cost(name), colour, text)
            line(1, lambda size: size[0] == 100_000, lambda size: size[1], cost(name), colour, text)
        line(2, lambda size: size[0] == 100_000, lambda size: size[1], lambda size: points[size]['memory'], '#d1601f', '100 k tracks')
    for place, (across, title) in enumerate((
            ('tracks, 1 M cells', 'processor ms a request'), ('cells, 100 k tracks', 'processor ms a request'),
            ('cells, 100 k tracks', 'MiB of serve'))):
        axes[place].set(xscale='log', xlabel=across, title=title, ylim=(0, None))
    axes[2].legend(fontsize=7)
    figure.legend(*axes[0].get_legend_handles_labels(), fontsize=8, loc='upper center', bbox_to_anchor=(.5, -.05), ncol=4)
    return figure


def freshness(now, before):
    figure, axes = pyplot.subplots(figsize=(5, 3.2))
    counted = [of['counted'] for of in now['found'].values()]
    for percent, style in ((50, 'o-'), (99, 'o--')):
        axes.plot(counted, [percentile(of['latencies'], percent) for of in now['found'].values()], style, color=COLOURS['ours'], label=f'p{percent}')
    axes.set(xlabel='plays counted a second, beside 1,000 requests', title='sent to seen, ms', ylim=(0, None))
    axes.legend()
    return figure


def demo(samples):
    figure, axes = pyplot.subplots(figsize=(7, 3))
    minutes = [sample['minute'] for sample in samples['samples']]
    axes.plot(minutes, [sample['memory'] for sample in samples['samples']], color=COLOURS['ours'], label='MiB in memory')
    axes.plot(minutes, [sample['descriptors'] for sample in samples['samples']], color=COLOURS['FastAPI'], label='descriptors')
    axes.set(xlabel='minutes of the demo at 5,000 plays a second', ylim=(0, None))
    axes.legend()
    return figure
