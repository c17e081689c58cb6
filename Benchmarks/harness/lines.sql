-- One artist with a month of :lines lines: 1,000 lines a track, each in a market of its own.
INSERT INTO labels (id, name) VALUES ('lab-1', 'Label 1');
INSERT INTO artists (id, name) VALUES ('art-1', 'Artist 1');
INSERT INTO albums (gtin, upc, title) VALUES ('00011000000075', '011000000075', 'Album 1');
INSERT INTO tracks (isrc, title, artist_id, album_id, label_id)
SELECT 'QZLL2' || to_char(n, 'FM0000000'), 'Slow Tide ' || n, 1, 1, 1 FROM generate_series(1, :lines / 1000) n;
INSERT INTO payees VALUES ('art-1', 'Artist 1', 20, 10, 3, 15);
INSERT INTO markets (platform, country, tier)
SELECT p, c, t FROM unnest(ARRAY['spotify', 'apple_music', 'deezer', 'tidal', 'amazon_music']) p,
  unnest(ARRAY['US','GB','DE','FR','ES','IT','SE','NO','DK','FI','NL','BE','AT','CH','PL','PT','IE','GR','CZ','HU','JP','KR','AU','NZ','CA','MX','BR','AR','CL','CO','PE','ZA','NG','KE','EG','TR','IL','AE','SA','IN','ID','TH','VN','PH','MY','SG','HK','TW','UA','RO']) c,
  unnest(ARRAY['premium', 'free', 'family', 'student']) t;
INSERT INTO rate_tables (platform, effective, version, digest)
SELECT DISTINCT platform, date '2026-01-01', 1, '\x00'::bytea FROM markets;
INSERT INTO rate_quotes SELECT r.rate_table_id, m.country, m.tier, 'USD', 0.001 + m.market_id * 0.000013
FROM markets m JOIN rate_tables r USING (platform);
INSERT INTO contracts (contract, version, digest, currency, effective_from, scope_kind, scope_id, fee_percent)
VALUES ('C-1', 1, '\x00', 'USD', '2026-01-01', 'artist', 'art-1', 15);
INSERT INTO contract_shares VALUES ('C-1', 1, 0, '@artist', 100);
INSERT INTO plays_daily (track_id, day, market_id, plays)
SELECT track_id, date '2026-10-17', market_id, 1 + (track_id + market_id) % 900 FROM tracks, markets;
INSERT INTO ledger_pending (epoch, period, track_id) SELECT 0, '2026-10-01', track_id FROM tracks;
ANALYZE;
