"""What the fixtures of formats come to, by csv and decimal, without any of the files of formats.

    python3 totals.py        JSON: a fixture, its format, rows, units, exact totals by currency
"""
import csv
import decimal
import io
import json
import pathlib

decimal.getcontext().prec = 200
here = pathlib.Path(__file__).parent

# file: format, encoding, delimiter, quoted, lines above the header, amount, units, currency (a column after @)
FIXTURES = {
    'own.csv': ('own', 'utf-8', ',', True, 0, 'amount', 'units', '@currency'),
    'distrokid-2019.tsv': ('distrokid', 'iso-8859-1', '\t', False, 0, 'Earnings (USD)', 'Quantity', 'USD'),
    'distrokid-2026.csv': ('distrokid', 'utf-8', ',', True, 0, 'Earnings (USD)', 'Quantity', 'USD'),
    'apple-music.txt': ('apple-music', 'utf-8', '\t', False, 4, 'Net Royalty Total', 'Quantity', 'EUR'),
    'tunecore.csv': ('tunecore', 'utf-8', ',', True, 0, 'Total Earned', '# Units Sold', '@Currency'),
    'believe-eu.csv': ('believe', 'utf-8', ';', True, 0, 'Net Revenue', 'Quantity', '@Client Payment Currency'),
    'believe-us.csv': ('believe', 'utf-8', ',', True, 0, 'Net Revenue', 'Quantity', '@Client Payment Currency'),
    'kontor.csv': ('kontor', 'windows-1252', ';', True, 0, 'Royalties', 'Units', 'EUR'),
    'orchard.csv': ('orchard', 'utf-8', ',', True, 0, 'NET SHARE ACCOUNT CURRENCY', 'QUANTITY', '@ACCOUNT CURRENCY'),
    'March2026StatementRun_royalty_product_and_asset.csv':
        ('fuga', 'utf-8', ',', True, 0, 'Reported Royalty', ('Asset Quantity', 'Product Quantity'), '@Currency'),
    'soundon.csv': ('soundon', 'utf-8', ',', True, 0, 'Final Royalty', 'Units of Sold', '@Currency'),
    'statement-kuestenfunk-03-26.csv': ('dashgo', 'utf-8', ',', True, 0, 'Payable', 'Units', 'USD'),
    'symphonic.csv': ('symphonic', 'utf-8', ',', True, 0, 'Royalty ($US)', 'Count', 'USD'),
    'lifetime_statement_2026-03.csv': ('soundcloud', 'utf-8', ',', True, 2, 'Revenue (USD)', 'Units', 'USD'),
    'bandcamp.csv': ('bandcamp', 'utf-16', ',', True, 0, 'net amount', 'quantity', '@currency'),
    'spotify-streaming.txt': ('spotify-streaming', 'utf-8', '\t', False, 2, 'USD Payable', 'Quantity', 'USD'),
    'spotify-reporting.txt':
        ('spotify-reporting', 'utf-8', '\t', False, 2, 'Payable (Reporting)', 'Quantity', '@Reporting Currency'),
    'S1_80000001_0126_AU.txt':
        ('apple-itunes', 'utf-8', '\t', False, 0, 'Extended Partner Share', 'Quantity', '@Partner Share Currency'),
    'youtube-ads.csv': ('youtube-ads', 'utf-8', ',', True, 0, 'Partner Revenue', 'Owned Views', 'USD'),
    'youtube-subscription.csv': ('youtube-subscription', 'utf-8', ',', True, 0, 'Partner Revenue', 'Owned Views', 'USD'),
    'nextone.csv': ('nextone', 'utf-8-sig', ',', True, 0, '総支払額', '数量', 'JPY'),
    'label-worx.csv': ('label-worx', 'utf-8', ',', True, 0, 'Artist Net Royalty ($ USD)', 'Copies', 'USD'),
}
COMMA = {'believe-eu.csv', 'kontor.csv'}


def number(text, name):
    text = text.replace('.', '').replace(',', '.') if name in COMMA else text.replace(',', '')
    return decimal.Decimal(text or 0)


def total(name, format, encoding, delimiter, quoted, above, amount, units, currency):
    lines = (here / name).read_bytes().decode(encoding).splitlines()[above:]
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    found = {'format': format, 'rows': 0, 'units': 0, 'totals': {}, 'kept_apart': 0, 'left_out': 0}
    for row in csv.DictReader(io.StringIO('\n'.join(lines)), delimiter=delimiter, quoting=quoting):
        if next(iter(row.values())).startswith('Total_'):
            continue
        if row.get('item type') == 'payout':
            found['kept_apart'] += 1
            continue
        if 'Balance Forwarded' in (row.get('Digital Service Provider') or ''):
            found['left_out'] += 1
            continue
        counted = [number(row[column], name) for column in ([units] if isinstance(units, str) else units)]
        sign = -1 if row.get('Sale or Void') == 'Void' else 1
        found['rows'] += 1
        found['units'] += sign * int(sum(counted))
        code = row[currency[1:]] if currency.startswith('@') else currency
        found['totals'][code] = found['totals'].get(code, decimal.Decimal(0)) + number(row[amount], name)
    found['totals'] = {code: format_plain(value) for code, value in found['totals'].items()}
    return found


def format_plain(value):
    return format(value, 'f')


print(json.dumps({name: total(name, *facts) for name, facts in FIXTURES.items()}, ensure_ascii=False))
