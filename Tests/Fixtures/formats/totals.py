"""What the fixtures of formats come to, by csv, openpyxl and decimal, without any of the files of formats.

    python3 totals.py        JSON: a fixture, its format, rows, units, exact totals by currency, gross and fee by currency,
                             units and amounts by month of the plays, rows by platform, what is kept apart and left out
"""
import csv
import datetime
import decimal
import io
import json
import pathlib
import re

import openpyxl

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
    'Statement_77001_20260331.txt': ('ada', 'utf-8', '\t', False, 0, 'Net Royalty Payable', 'Sale Units', 'EUR'),
    'sonosuite.csv': ('sonosuite', 'utf-8', ',', True, 0, 'net_total_client_currency', 'units', 'EUR'),
    'stem.csv': ('stem', 'utf-8', ',', True, 0, 'net_royalties', ('downloads', 'views'), 'USD'),
    'pretzel.csv': ('pretzel', 'utf-8', ',', True, 0, 'total_revenue', ('total_plays', 'downloads_count'), 'USD'),
    'landr.csv': ('landr', 'utf-8', ',', True, 0, 'Net earnings (USD)', 'Quantity of sales or streams', 'USD'),
    'unitedmasters.csv': ('unitedmasters', 'utf-8', ',', True, 0, 'royalties_usd', 'quantity', 'USD'),
    'youtube-red.csv': ('youtube-red', 'utf-8', ',', True, 1, 'Partner Revenue', 'Owned Views', 'USD'),
    # Of a spreadsheet: in the place of the encoding its sheets, and the lines above the header of each.
    '2026-03-31 00_00_00-details.xlsx':
        ('onerpm', ['Masters', 'Youtube Channels', 'Shares In & Out'], '', False, 0, 'Net', 'Quantity', '@Currency'),
    '77001_202603_202603_77001_DTL.xlsx':
        ('ada', ['Distribution Statement'], '', False, 4, 'Artist Royalties', 'Sales', 'EUR'),
    'own-saved.xlsx': ('own', ['own'], '', False, 0, 'amount', 'units', '@currency'),
    'soundon-saved.xlsx': ('soundon', ['soundon'], '', False, 0, 'Final Royalty', 'Units of Sold', '@Currency'),
    'tunecore-saved.xlsx': ('tunecore', ['tunecore'], '', False, 0, 'Total Earned', '# Units Sold', '@Currency'),
}
# file: the column with the month of the plays, that of the service, gross and fee where the format reads them
COLUMNS = {
    'own.csv': ('period', 'platform', None, None),
    'distrokid-2019.tsv': ('Sale Month', 'Store', None, None),
    'distrokid-2026.csv': ('Sale Month', 'Store', None, None),
    'apple-music.txt': ('=2026-01', '=Apple Music', None, None),
    'tunecore.csv': ('Sales Period', 'Store Name', None, None),
    'believe-eu.csv': ('Sales Month', 'Platform', 'Gross Revenue', None),
    'believe-us.csv': ('Sales Month', 'Platform', 'Gross Revenue', None),
    'kontor.csv': ('Sales Period', 'Store', None, None),
    'orchard.csv': ('TRANSACTION DATE', 'STORE', 'GROSS REVENUE ACCOUNT CURRENCY', None),
    'March2026StatementRun_royalty_product_and_asset.csv': ('Sale Start date', 'DSP', 'Converted Gross Income', None),
    'soundon.csv': ('Sales Period', 'Store Name', 'Gross revenue', None),
    'statement-kuestenfunk-03-26.csv': ('Transaction Date', 'Store', None, None),
    'symphonic.csv': ('Activity Period', 'Digital Service Provider', None, None),
    'lifetime_statement_2026-03.csv': ('Reporting Period', 'Partner', None, None),
    'bandcamp.csv': ('date', '=Bandcamp', None, None),
    'spotify-streaming.txt': ('=2026-02', '=Spotify', None, None),
    'spotify-reporting.txt': ('=2026-02', '=Spotify', None, None),
    'S1_80000001_0126_AU.txt': ('=2026-01', '=iTunes', None, None),
    'youtube-ads.csv': ('Day', '=youtube', None, None),
    'youtube-subscription.csv': ('Day', '=youtube', None, None),
    'nextone.csv': ('利用月', 'DSP名', None, None),
    'label-worx.csv': ('Reference', 'Vendor', None, None),
    'Statement_77001_20260331.txt':
        ('Repdate Month ID', 'Digital Service Provider(DSP)', 'Royalty Payable', 'Deductible Fees'),
    'sonosuite.csv': ('start_date', 'channel', 'gross_total_client_currency', None),
    'stem.csv': (('ingest_year', 'ingest_month'), 'platform', None, None),
    'pretzel.csv': ('disbursement', '=pretzel', None, None),
    'landr.csv': ('Payment Date', 'Store', None, None),
    'unitedmasters.csv': ('sale_date', 'dsp_name', None, None),
    'youtube-red.csv': ('Month', '=youtube', None, None),
    '2026-03-31 00_00_00-details.xlsx': ('Transaction Month', 'Store', 'Gross', 'Fees'),
    '77001_202603_202603_77001_DTL.xlsx': ('Reported Month', 'Territory', 'Receipts Value', None),
    'own-saved.xlsx': ('period', 'platform', None, None),
    'soundon-saved.xlsx': ('Sales Period', 'Store Name', 'Gross revenue', None),
    'tunecore-saved.xlsx': ('Sales Period', 'Store Name', None, None),
}
CODES = {
    'youtube': 'youtube_music', 'youtube_ads': 'youtube_music', 'amazon_streaming': 'amazon_music',
    'amazon_unlimited_streaming': 'amazon_music', 'amazon_prime_streaming': 'amazon_music', 'itunes_songs': 'itunes',
}
COMMA = {'believe-eu.csv', 'kontor.csv'}


def number(text, name):
    text = text.replace('.', '').replace(',', '.') if name in COMMA else text.replace(',', '')
    return decimal.Decimal(text or 0)


def month(text):
    """The month of a day or month, however these fixtures write it."""
    for pattern in (r'(\d{4})-(\d\d)', r'(\d{4})(\d\d)', r'(\d{4}) (\d{1,2})$', r'(\d{4})年(\d{1,2})月', r'(\d{4})/(\d\d)'):
        found = re.match(pattern, text)
        if found:
            return f'{found[1]}-{int(found[2]):02}'
    for form in ('%d/%m/%Y', '%B %Y', '%b %y', '%m/%d/%y', '%d-%m-%Y', '%b-%y'):
        try:
            return datetime.datetime.strptime(text.split(' ')[0] if form == '%m/%d/%y' else text, form).strftime('%Y-%m')
        except ValueError:
            pass
    raise ValueError(text)


def platform(text):
    code = re.sub(r'[^a-z0-9]+', '_', text.lower()).strip('_')
    return CODES.get(code, code)


def shown(value):
    """A cell of a spreadsheet as it is shown: 15 digits, and days as days."""
    if value is None:
        return ''
    if isinstance(value, float):
        return format_plain(decimal.Context(prec=15).create_decimal(repr(value)))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)


def table(name, encoding, delimiter, quoted, above):
    """Rows of a fixture, each with the sheet that it is on."""
    if isinstance(encoding, list):
        book = openpyxl.load_workbook(here / name, data_only=True)
        for sheet in encoding:
            rows = [[shown(value) for value in row] for row in book[sheet].iter_rows(values_only=True)]
            for row in rows[above + 1:]:
                yield sheet, dict(zip(rows[above], row))
        return
    lines = (here / name).read_bytes().decode(encoding).splitlines()[above:]
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    for row in csv.DictReader(io.StringIO('\n'.join(lines)), delimiter=delimiter, quoting=quoting):
        yield '', row


def total(name, format, encoding, delimiter, quoted, above, amount, units, currency):
    played, store, gross, fee = COLUMNS[name]
    found = {'format': format, 'rows': 0, 'units': 0, 'totals': {}, 'gross': {}, 'fees': {}, 'months': {}, 'platforms': {},
             'kept_apart': 0, 'kept_apart_totals': {}, 'left_out': 0}

    def add(sums, key, value):
        sums[key] = sums.get(key, 0) + value

    for sheet, row in table(name, encoding, delimiter, quoted, above):
        if next(iter(row.values())).startswith('Total_'):
            continue
        code = row[currency[1:]] if currency.startswith('@') else currency
        if row.get('item type') == 'payout' or sheet == 'Shares In & Out':
            found['kept_apart'] += 1
            add(found['kept_apart_totals'], code, number(row[amount], name))
            continue
        if 'Balance Forwarded' in (row.get('Digital Service Provider') or '') or row.get('Artist Name') in (
                'Sub Totals', 'Previously Accounted Deductions', 'Totals'):
            found['left_out'] += 1
            continue
        counted = [number(row[column], name) for column in ([units] if isinstance(units, str) else units)]
        sign = -1 if row.get('Sale or Void') == 'Void' else 1
        value = number(row[amount], name)
        found['rows'] += 1
        found['units'] += sign * int(sum(counted))
        add(found['totals'], code, value)
        if isinstance(played, tuple):
            when = month(' '.join(row[column] for column in played))
        else:
            when = played[1:] if played.startswith('=') else month(row[played])
        months = found['months'].setdefault(when, {'units': 0, 'amounts': {}})
        months['units'] += sign * int(sum(counted))
        add(months['amounts'], code, value)
        add(found['platforms'], platform(store[1:] if store.startswith('=') else row[store]), 1)
        if gross and gross in row:
            add(found['gross'], code, number(row[gross], name))
        if fee and fee in row:
            add(found['fees'], code, number(row[fee], name))
    for sums in (found['totals'], found['gross'], found['fees'], found['kept_apart_totals'],
                 *(one['amounts'] for one in found['months'].values())):
        for code, value in sums.items():
            sums[code] = format_plain(value)
    return found


def format_plain(value):
    return format(value, 'f')


print(json.dumps({name: total(name, *facts) for name, facts in FIXTURES.items()}, ensure_ascii=False))
