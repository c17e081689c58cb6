"""Writes the fixtures that are spreadsheets, with openpyxl. They are kept as written: run it to change them.

    python3 sheets.py
"""
import csv
import datetime
import pathlib
import random
import re
from decimal import Decimal

import openpyxl

here = pathlib.Path(__file__).parent
chance = random.Random(11)
MUSIC = [
    ('Hanna Wie & die Wellen', 'Nordlicht', 'Küstenfunk', 'QZLL22600001', 36000291452),
    ('The "Brass" Owls', 'Slow Water, Pt. 2', 'Owl Hours', 'DEA1B2600017', 4006381333931),
    ('Sal Marina', 'Día de sal', 'Sal', 'ESX9Z2600205', '0036000291452'),
    ('Ida Fjord', 'Paper\nHarbour', 'Paper Harbour', 'GBA1B2500333', '036000291452'),
]
MONTHS = ['2026-01', '2026-02', '2026-02', '2025-12']


def money():
    return float(Decimal(chance.randrange(10**8, 10**11)).scaleb(-9))


def sheet(book, name, rows):
    made = book.create_sheet(name)
    for row in rows:
        made.append(row)
    return made


def onerpm():
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheet(book, 'Summary', [['Item', 'Total'], ['Masters', '=SUM(Masters!V2:V9)'], ['Total', 12.5]])
    book['Summary']['B2'] = 12.5
    masters = [['Album Title', 'Track Title', 'Artists', 'Label', 'UPC', 'ISRC', 'Product Type', 'Store', 'Territory',
                'Sale Type', 'Transaction Month', 'Accounted Date', 'Original Currency', 'Gross (Original Currency)',
                'Exchange Rate', 'Currency', 'Gross', 'Quantity', 'Average Unit Gross', '% Share', 'Fees', 'Net']]
    for i in range(10):
        artist, title, album, isrc, upc = MUSIC[i % 4]
        net = money() * (-1 if i == 6 else 1)
        masters.append([
            album, title, f'{artist} (performer), {artist} (composer)', 'KF', upc, None if i == 5 else isrc, 'Audio',
            ['Spotify', 'Apple Music', 'YouTube Music'][i % 3], ['DE', 'US', 'BR', 'FR'][i % 4],
            'Download' if i == 4 else 'Streaming', MONTHS[i % 4], datetime.date(2026, 3, 31), 'BRL', net * 5, 0.2, 'USD',
            net, (-1 if i == 6 else 1) * chance.randrange(1, 3000), 0.001, 1, None if i == 2 else 0.25, net])
    sheet(book, 'Masters', masters)
    videos = [['Video Title', 'Video ID', 'Channel ID', 'Channel Name', 'Store', 'Territory', 'Sale Type',
               'Transaction Month', 'Accounted Date', '% Share', 'Currency', 'Quantity', 'Onerpm Gross', 'Onerpm Net',
               'Gross', 'Net', 'Payer Name', 'Receiver Name']]
    for i in range(5):
        net = money()
        videos.append([MUSIC[i % 4][1], f'v{i}-_Ab{i}xyz', 'UC77', 'Küstenfunk TV', 'YouTube', ['DE', 'US'][i % 2], 'Ads',
                       MONTHS[i % 4], datetime.date(2026, 3, 31), 1, 'USD', chance.randrange(1, 9000), net, net, net, net,
                       None, 'Küstenfunk'])
    sheet(book, 'Youtube Channels', videos)
    shares = [['Share Type', 'Title', 'Artists', 'Parent ID', 'ID', 'Product Type', 'Store', 'Territory', 'Sale Type',
               'Transaction Month', 'Accounted Date', 'Currency', 'Quantity', '% Share In/Out', 'Net', 'Payer Name',
               'Receiver Name']]
    for i in range(3):
        shares.append(['Out', MUSIC[i][1], MUSIC[i][0], MUSIC[i][4], MUSIC[i][3], 'Audio', 'Spotify', 'DE', 'Streaming',
                       '2026-01', datetime.date(2026, 3, 31), 'USD', 10, 0.5, -money(), 'Küstenfunk', MUSIC[i][0]])
    sheet(book, 'Shares In & Out', shares)
    book.save(here / '2026-03-31 00_00_00-details.xlsx')


def ada():
    book = openpyxl.Workbook()
    made = book.active
    made.title = 'Distribution Statement'
    for row in [['Contract:', 77001], [], ['Royalties Statement for Period:', '03/26-03/26'], []]:
        made.append(row)
    made.append(['Artist Name', 'Project Title', 'Catalogue Number', 'ISRC', 'Catalogue Title', 'Reported Month', 'Territory',
                 'Country Code', 'Revenue Type Desc', 'Price Name', 'Sales', 'Receipts Value', 'Distribution Fees',
                 'Mechanical Fees', 'Admin Fees', 'Upload Fees', 'Other Fees', 'Artist Royalties', 'Parent Product ID', 'UPC'])
    total = 0
    for i in range(9):
        artist, title, album, isrc, upc = MUSIC[i % 4]
        gross = money() * (-1 if i == 3 else 1)
        total += gross
        made.append([artist, album, 'KF-1', None if i == 4 else isrc, title, int(MONTHS[i % 4].replace('-', '')),
                     ['Spotify', 'Amazon Music', 'Deezer'][i % 3], ['DE', 'US', 'GB', 'FR'][i % 4],
                     ['Subscription', 'Ad Supported', 'Audit Recovery'][i % 3], None, chance.randrange(1, 3000), gross, 0, 0,
                     0, 0, 0, gross, 'P1', upc])
    made.append(['Sub Totals'] + [None] * 16 + [total])
    made.append(['Previously Accounted Deductions'] + [None] * 16 + [0])
    made.append(['Totals'] + [None] * 16 + [total])
    book.save(here / '77001_202603_202603_77001_DTL.xlsx')


def saved(name, encoding, delimiter):
    """A table of text as somebody saves it who opens it in a spreadsheet: numbers and days become such."""
    book = openpyxl.Workbook()
    made = book.active
    made.title = pathlib.Path(name).stem[:31]
    for cells in csv.reader((here / name).read_text(encoding).splitlines(), delimiter=delimiter):
        row = []
        for cell in cells:
            day = re.fullmatch(r'(\d{4})-(\d\d)(?:-(\d\d))?', cell)
            if day:
                row.append(datetime.date(int(day[1]), int(day[2]), int(day[3] or 1)))
            elif re.fullmatch(r'-?\d{1,15}', cell):
                row.append(int(cell))
            elif re.fullmatch(r'-?\d+\.\d+', cell) and len(cell.strip('-0.')) <= 15:
                row.append(float(cell))
            else:
                row.append(cell)
        made.append(row)
    book.create_sheet('Notes').append(['made for the meeting'])
    book.save(here / f'{pathlib.Path(name).stem}-saved.xlsx')


onerpm()
ada()
saved('own.csv', 'utf-8', ',')
saved('soundon.csv', 'utf-8', ',')
saved('tunecore.csv', 'utf-8', ',')
