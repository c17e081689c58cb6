"""Catalogs and plays of any size, made by their seed: artists by a long tail, tracks, and cells of (track, day, market).

A hundred artists, `same-00` to `same-99`, have the same music and the same plays in every catalog: what a question about
them costs more in a larger one is other people's music."""
import numpy

PLATFORMS = {'spotify': .38, 'apple_music': .2, 'youtube_music': .17, 'amazon_music': .1, 'deezer': .05, 'soundcloud': .04,
             'tidal': .02, 'pandora': .02, 'qobuz': .01, 'anghami': .01}
COUNTRIES = ('US GB DE FR ES BR MX JP IN CA IT AU NL SE AR CO CL PL TR ID PH KR ZA NG NO DK FI BE AT CH PT IE NZ PE EC UY '
             'TW HK SG MY TH VN AE SA EG MA KE GR CZ HU RO BG HR RS SK LT LV EE IS LU').split()
TIERS = {'premium': .55, 'free': .32, 'family': .13}
# Three months of days, of which the last is asked about.
FIRST, DAYS = numpy.datetime64('2026-08-01'), 92
MONTH = ('2026-10-01', '2026-10-31')
LABELS = 200
SAME = 100
# The least and the most popular of the same artists have so many draws of a cell.
SAME_DRAWS = (20, 4_000)


def markets():
    """Platform, country, tier and weight of each."""
    return [(platform, country, tier, p * t / (k + 1) ** .8) for platform, p in PLATFORMS.items()
            for k, country in enumerate(COUNTRIES) for tier, t in TIERS.items()]


class Catalog:
    """Artists, albums and tracks as arrays; `popularity` of artists and `weight` of tracks."""

    def __init__(self, tracks):
        draw = numpy.random.default_rng(1)
        sizes = numpy.maximum(1, draw.lognormal(numpy.log(7), .85, tracks // 4 + 1000).round().astype(int))
        others = tracks - SAME * 10
        sizes = sizes[:numpy.searchsorted(numpy.cumsum(sizes), others) + 1]
        sizes[-1] -= sizes.sum() - others
        count = len(sizes)
        # Rank 21 and on of a Zipf distribution: nobody has a twentieth of all plays.
        popularity = 1 / (numpy.arange(count) + 21.0)
        names = draw.permutation(count)
        self.artists = [f'same-{number:02d}' for number in range(SAME)] + [f'art-{name:06d}' for name in names]
        self.popularity = numpy.concatenate([numpy.zeros(SAME), popularity / popularity.sum()])
        sizes = numpy.concatenate([numpy.full(SAME, 10), sizes])
        artist = numpy.repeat(numpy.arange(SAME + count), sizes)
        place = numpy.arange(tracks) - numpy.repeat(numpy.cumsum(sizes) - sizes, sizes)
        share = 1 / (place + 1.0)
        share /= numpy.bincount(artist, share)[artist]
        weight = self.popularity[artist] * share
        # An artist's tracks do not stand together: they were released over years.
        order = draw.permutation(tracks)
        self.artist, self.weight, place = artist[order], weight[order], place[order]
        _, self.album = numpy.unique(self.artist * 1000 + place // 8, return_inverse=True)
        zipf = 1 / (numpy.arange(LABELS) + 3.0)
        self.label = draw.choice(LABELS, SAME + count, p=zipf / zipf.sum())[self.artist]
        self.label[self.artist < SAME] = 0
        # The tracks of the same artists, artist by artist.
        same = numpy.flatnonzero(self.artist < SAME)
        self.same = same[numpy.lexsort((place[same], self.artist[same]))]

    def asked(self, count):
        """Artists as they are asked about: by popularity, the same for every contestant."""
        draw = numpy.random.default_rng(2)
        return [self.artists[number] for number in draw.choice(len(self.artists), count, p=self.popularity)]


def cells(catalog, count):
    """(track, day, market, plays) of so many cells, by day: as they would have come in."""
    places = markets()
    cdf = numpy.cumsum([weight for *_, weight in places])
    tracks, of = len(catalog.artist), len(places)

    def keys(draw, track):
        market = numpy.searchsorted(cdf, draw.random(len(track)) * cdf[-1])
        return (draw.integers(0, DAYS, len(track)) * tracks + track) * of + numpy.minimum(market, of - 1)

    draw = numpy.random.default_rng(3)
    least, most = SAME_DRAWS
    sizes = numpy.geomspace(most, least, SAME).astype(int)
    owner = numpy.repeat(numpy.arange(SAME), sizes)
    drawn = owner * 10 + numpy.minimum(9, draw.geometric(.3, len(owner)) - 1)
    same, same_plays = numpy.unique(keys(draw, catalog.same[drawn]), return_counts=True)

    wanted = count - len(same)
    by_track = numpy.cumsum(catalog.weight)
    found, plays = numpy.empty(0, numpy.int64), numpy.empty(0, numpy.int64)
    while len(found) < wanted:
        more = max(100_000, int((wanted - len(found)) * 1.1))
        track = numpy.searchsorted(by_track, draw.random(more) * by_track[-1])
        fresh, times = numpy.unique(keys(draw, numpy.minimum(track, tracks - 1)), return_counts=True)
        every = numpy.concatenate([found, fresh])
        times = numpy.concatenate([plays, times])
        found, back = numpy.unique(every, return_inverse=True)
        plays = numpy.bincount(back, times).astype(numpy.int64)
    keep = numpy.sort(draw.permutation(len(found))[:wanted])
    found, plays = numpy.concatenate([found[keep], same]), numpy.concatenate([plays[keep], same_plays])
    order = numpy.argsort(found, kind='stable')
    found, plays = found[order], plays[order]
    rest, market = numpy.divmod(found, of)
    day, track = numpy.divmod(rest, tracks)
    # A cell is worth some plays; the number only has to be there.
    return track, day, market, plays * 7 + market % 5
