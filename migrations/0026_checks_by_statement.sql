-- The books check what a statement adds in one go. A close adds a transaction for each payee: checked one by one, each moved
-- the head past all that the others had left of it, and looked for lines that only postings have.

DROP TRIGGER transactions_are_chained ON ledger_transactions;
DROP TRIGGER transactions_hold ON ledger_transactions;
DROP TRIGGER lines_precede_their_transaction ON ledger_lines;
DROP TRIGGER lines_have_parties ON ledger_lines;
DROP FUNCTION transactions_are_chained(), transactions_hold(), lines_have_parties();

-- Where the chain breaks: each of the new ones follows another of them, or the head.
CREATE FUNCTION transactions_are_chained() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ends record;
  head record;
  tail record;
  broken bigint;
  refused date;
BEGIN
  SELECT min(id) AS first, max(id) AS last, count(*) AS count INTO ends FROM added;
  IF ends.count = 0 THEN
    RETURN NULL;
  END IF;
  SELECT id INTO broken FROM (
    SELECT id, previous, recorded_at, lag(id) OVER w AS id_before, lag(digest) OVER w AS digest_before,
      lag(recorded_at) OVER w AS recorded_before
    FROM added WINDOW w AS (ORDER BY id)) t
  WHERE id <> ends.first AND (id <> id_before + 1 OR previous <> digest_before OR recorded_at < recorded_before)
    OR recorded_at > clock_timestamp() + interval '1 minute'
  ORDER BY id LIMIT 1;
  IF broken IS NULL THEN
    SELECT id, previous, recorded_at INTO head FROM added WHERE id = ends.first;
    SELECT id, digest, recorded_at INTO tail FROM added WHERE id = ends.last;
    UPDATE ledger_head SET id = tail.id, digest = tail.digest, recorded_at = tail.recorded_at
    WHERE id = head.id - 1 AND digest = head.previous AND recorded_at <= head.recorded_at;
    IF NOT FOUND THEN
      broken := head.id;
    END IF;
  END IF;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'transaction % does not follow the last one of the chain', broken
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  INSERT INTO periods (period) SELECT DISTINCT date_trunc('month', accounting_date)::date FROM added ORDER BY 1
  ON CONFLICT DO NOTHING;
  PERFORM FROM periods WHERE period IN (SELECT date_trunc('month', accounting_date)::date FROM added)
  ORDER BY period FOR SHARE;
  -- A month before a closed one is closed too, whether anything was ever posted in it or not.
  SELECT a.month INTO refused
  FROM (SELECT DISTINCT date_trunc('month', accounting_date)::date AS month, kind = 'settlement' AS settles FROM added) a
  JOIN periods p ON p.period = a.month
  WHERE p.status = 'closed' OR p.status = 'closing' AND NOT a.settles
    OR EXISTS (SELECT FROM periods l WHERE l.period > a.month AND l.status = 'closed')
  ORDER BY 1 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'period % is closed: it takes no entry', to_char(refused, 'YYYY-MM')
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
-- Triggers of one event fire in the order of their names.
CREATE TRIGGER transactions_are_chained AFTER INSERT ON ledger_transactions
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION transactions_are_chained();

-- The digest, given the entries as they stand in it.
CREATE FUNCTION ledger_digest(t ledger_transactions, entries text) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(t.previous || convert_to(
    ledger_field(t.id::text) || ledger_field(t.kind) || ledger_field(to_char(t.accounting_date, 'YYYY-MM-DD'))
      || ledger_field(((extract(epoch FROM t.recorded_at) * 1000000)::bigint)::text)
      || ledger_field(to_char(t.earning_period, 'YYYY-MM')) || ledger_field(t.reference) || ledger_field(t.cause)
      || ledger_field(t.reason) || ledger_field(t.versions) || ledger_field(t.reverses::text)
      || ledger_field(t.line_count::text) || ledger_field(encode(t.lines_digest, 'hex'))
      || CASE WHEN t.actor IS NULL THEN '' ELSE ledger_field(t.actor) || ledger_field(t.actor_name) END
      || coalesce(entries, ''),
    'UTF8'))
$$;
CREATE FUNCTION ledger_side(e ledger_entries) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT ledger_field(e.account) || ledger_field(e.currency) || ledger_field(e.amount::text)
$$;
CREATE OR REPLACE FUNCTION ledger_digest(t ledger_transactions) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT ledger_digest(t, (
    SELECT string_agg(ledger_side(e), '' ORDER BY e.account COLLATE "C", e.currency COLLATE "C")
    FROM ledger_entries e WHERE e.transaction_id = t.id))
$$;

-- Entries, lines and royalties precede their transaction, so all of it is there. Each table is read once for all that was
-- added, and joined by hash: what the statistics say is of the books before, when one posting may have been all of them.
CREATE FUNCTION transactions_hold() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
  first bigint;
  last bigint;
  off record;
  ids bigint[];
  counts bigint[];
BEGIN
  SELECT min(id), max(id) INTO first, last FROM added;
  SELECT transaction_id, currency, sum(amount) AS rest INTO off FROM ledger_entries
  WHERE transaction_id BETWEEN first AND last
  GROUP BY transaction_id, currency HAVING sum(amount) <> 0 ORDER BY 1, 2 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'transaction % does not balance: % % remain', off.transaction_id, off.rest, off.currency
      USING ERRCODE = 'check_violation';
  END IF;
  -- Royalties may move between lines without moving between accounts. A statement is a note: it moves nothing.
  SELECT t.id, t.kind, s.transaction_id IS NOT NULL AS has_entries INTO off
  FROM ledger_transactions t
  LEFT JOIN (
    SELECT e.transaction_id,
      string_agg(ledger_side(e), '' ORDER BY e.account COLLATE "C", e.currency COLLATE "C") AS entries
    FROM ledger_entries e WHERE e.transaction_id BETWEEN first AND last GROUP BY 1) s ON s.transaction_id = t.id
  WHERE t.id BETWEEN first AND last
    AND (t.kind <> 'royalties' AND (t.kind = 'statement') = (s.transaction_id IS NOT NULL)
      OR ledger_digest(t, s.entries) <> t.digest)
  ORDER BY t.id LIMIT 1;
  IF FOUND THEN
    IF off.kind <> 'royalties' AND (off.kind = 'statement') = off.has_entries THEN
      RAISE EXCEPTION 'transaction % has %', off.id, CASE off.kind WHEN 'statement' THEN 'entries' ELSE 'no entries' END
        USING ERRCODE = 'check_violation';
    END IF;
    RAISE EXCEPTION 'transaction % has another digest than its content', off.id USING ERRCODE = 'check_violation';
  END IF;
  -- Lines are counted where there are some: who wrote lines wrote their parties with them.
  IF EXISTS (SELECT FROM added WHERE line_count <> 0)
    OR EXISTS (SELECT FROM ledger_line_parties WHERE transaction_id BETWEEN first AND last) THEN
    SELECT array_agg(transaction_id), array_agg(lines) INTO ids, counts FROM (
      SELECT transaction_id, count(*) AS lines FROM ledger_lines WHERE transaction_id BETWEEN first AND last
      GROUP BY 1) l;
    SELECT t.id INTO off FROM ledger_transactions t LEFT JOIN unnest(ids, counts) AS l (id, lines) ON l.id = t.id
    WHERE t.id BETWEEN first AND last AND coalesce(l.lines, 0) <> t.line_count ORDER BY 1 LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'transaction % has other lines than it says', off.id USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER transactions_hold AFTER INSERT ON ledger_transactions
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION transactions_hold();

-- Where lines precede their transaction, and whose they are, follows from one look at them.
CREATE FUNCTION lines_precede_their_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  least bigint;
BEGIN
  WITH parties AS MATERIALIZED (
    SELECT DISTINCT transaction_id, period, contract_id, artist_id FROM added
  ), noted AS (
    INSERT INTO ledger_line_parties SELECT * FROM parties ON CONFLICT DO NOTHING
  ), written AS (
    INSERT INTO ledger_written SELECT DISTINCT transaction_id FROM parties ON CONFLICT DO NOTHING
  ) SELECT min(transaction_id) INTO least FROM parties;
  IF least <= (SELECT id FROM ledger_head) THEN
    RAISE EXCEPTION '%: the transaction is posted already, and nothing is added to it', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER lines_precede_their_transaction AFTER INSERT ON ledger_lines
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION lines_precede_their_transaction();

-- Until the next vacuum each look at one transaction's lines would read all that came since the last.
ALTER INDEX ledger_lines_by_transaction SET (autosummarize = on);

-- Asked for each transaction, and planned once: when there were few, which was best read whole.
ALTER FUNCTION written_rows_have_their_transaction() SET enable_seqscan = off;
