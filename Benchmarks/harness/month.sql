-- A month of :cells cells of :payees artists with :tracks tracks each, of :labels labels, in 500 markets. Every artist has a
-- contract, with the label for the other half; half of the markets pay in another currency than the contract's.
INSERT INTO labels (id, name) SELECT 'lab-' || n, 'Label ' || n FROM generate_series(1, :labels) n;
INSERT INTO artists (id, name) SELECT 'art-' || n, 'Artist ' || n FROM generate_series(1, :payees) n;
INSERT INTO albums (gtin, upc, title)
SELECT g || (10 - s % 10) % 10, substr(g, 3) || (10 - s % 10) % 10, 'Album ' || n
FROM generate_series(1, :payees) n,
  LATERAL (SELECT lpad((199000000 + n)::text, 13, '0') AS g) a,
  LATERAL (SELECT sum(substr(g, i, 1)::int * CASE WHEN i % 2 = 1 THEN 3 ELSE 1 END) AS s FROM generate_series(1, 13) i) b;
INSERT INTO tracks (isrc, title, artist_id, album_id, label_id)
SELECT 'QZLL2' || to_char(a.artist_id * :tracks + n, 'FM0000000'), 'Track ' || n, a.artist_id, b.album_id, 1 + a.artist_id % :labels
FROM artists a JOIN albums b ON b.title = 'Album ' || a.artist_id, generate_series(0, :tracks - 1) n;
INSERT INTO payees SELECT id, name, 20, 0, 0, 0 FROM labels UNION ALL SELECT id, name, 20, 10, 3, 15 FROM artists;
INSERT INTO markets (platform, country, tier)
SELECT p, c, t FROM unnest(ARRAY['spotify', 'apple_music', 'deezer', 'tidal', 'amazon_music']) p,
  (SELECT unnest(ARRAY['US','GB','DE','FR','ES','IT','SE','NO','DK','FI','NL','BE','AT','CH','PL','PT','IE','GR','CZ','HU','JP','KR','AU','NZ','CA','MX','BR','AR','CL','CO','PE','ZA','NG','KE','EG','TR','IL','AE','SA','IN','ID','TH','VN','PH','MY','SG','HK','TW','UA','RO']) c) c,
  unnest(ARRAY['premium', 'free']) t;
INSERT INTO rate_tables (platform, effective, version, digest)
SELECT DISTINCT platform, date '2026-01-01', 1, '\x00'::bytea FROM markets;
INSERT INTO rate_quotes SELECT r.rate_table_id, m.country, m.tier, CASE WHEN m.market_id % 2 = 0 THEN 'USD' ELSE 'EUR' END,
  0.001 + m.market_id * 0.000013 FROM markets m JOIN rate_tables r USING (platform);
INSERT INTO fx_rates (period, from_currency, to_currency, version, rate) VALUES ('2026-10', 'EUR', 'USD', 1, 1.08345);
INSERT INTO contracts (contract, version, digest, currency, effective_from, scope_kind, scope_id, fee_percent)
SELECT 'C-' || id, 1, '\x00', 'USD', '2026-01-01', 'artist', id, 15 FROM artists;
INSERT INTO contract_shares
SELECT 'C-' || a.id, 1, s.ordinal, s.payee, s.percent
FROM artists a, LATERAL (VALUES (0, '@artist', 50), (1, 'lab-' || 1 + a.artist_id % :labels, 50)) s (ordinal, payee, percent);

-- The cells: each track has the same number, on four days in each of some markets, so that four cells make a line.
INSERT INTO plays_daily (track_id, day, market_id, plays)
SELECT t.track_id, date '2026-10-31' - (n % 4 * 7)::int, 1 + (t.track_id * 7 + n / 4 * 79) % 500, 1 + (t.track_id + n) % 900
FROM tracks t, generate_series(0, :cells / (:payees * :tracks) - 1) n ON CONFLICT DO NOTHING;
INSERT INTO ledger_pending (epoch, period, track_id)
SELECT 0, '2026-10-01', track_id FROM tracks ORDER BY track_id;
ANALYZE;
