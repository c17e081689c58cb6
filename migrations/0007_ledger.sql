-- The books: double entry, per currency. Transactions are added at the end of a chain, and nothing in it ever changes.
--
-- What holds is checked here as well as in the code, so that direct SQL cannot break it either:
--   the entries of a transaction sum to zero in each currency       transactions_hold, at commit
--   a transaction's digest is that of its content and its predecessor   transactions_hold, at commit
--   transactions are numbered without gaps and chained                  transactions_are_chained
--   a closed period takes no transaction                                transactions_are_chained
--   nothing is changed, removed or added to later                       *_are_append_only, *_precede_their_transaction
--   a reference stands for one transaction; a transaction is reversed once   unique keys

-- An accounting period is a month, given by its first day. It goes from open over closing to closed, and never back.
CREATE TABLE periods (
  period     date PRIMARY KEY CONSTRAINT periods_are_months CHECK (extract(day FROM period) = 1),
  status     text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closing', 'closed')),
  closing_at timestamptz,
  closed_at  timestamptz,
  -- Why it was closed although something stood against it, and what that was.
  reason     text,
  blockers   text[] NOT NULL DEFAULT '{}'
);

CREATE FUNCTION periods_move_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.status = 'open' THEN
    RETURN NEW;
  END IF;
  IF TG_OP <> 'UPDATE' OR NEW.period <> OLD.period
    OR (OLD.status, NEW.status) NOT IN (('open', 'closing'), ('closing', 'closed')) THEN
    RAISE EXCEPTION 'a period only moves from open to closing to closed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM periods WHERE period < NEW.period AND status <> 'closed') THEN
    RAISE EXCEPTION 'period %: an earlier one is not closed', to_char(NEW.period, 'YYYY-MM')
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER periods_move_forward BEFORE INSERT OR UPDATE OR DELETE ON periods
  FOR EACH ROW EXECUTE FUNCTION periods_move_forward();
CREATE TRIGGER periods_are_kept BEFORE TRUNCATE ON periods FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The last link of the chain. Only a new transaction moves it.
CREATE TABLE ledger_head (
  singleton   boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  id          bigint NOT NULL,
  digest      bytea NOT NULL,
  recorded_at timestamptz NOT NULL
);
INSERT INTO ledger_head (id, digest, recorded_at) VALUES (0, sha256('ledgerline'), 'epoch');

CREATE TABLE ledger_transactions (
  id              bigint PRIMARY KEY,
  kind            text NOT NULL
    CHECK (kind IN ('royalties', 'advance', 'manual', 'receipt', 'payment', 'settlement')),
  -- The day on which the books record it; its month is the accounting period.
  accounting_date date NOT NULL,
  recorded_at     timestamptz NOT NULL,
  -- The month in which the plays happened, as its first day.
  earning_period  date CHECK (extract(day FROM earning_period) = 1),
  reference       text NOT NULL UNIQUE CHECK (octet_length(reference) BETWEEN 1 AND 256),
  cause           text CHECK (cause IN ('accrual', 'late_plays', 'catalog', 'rate', 'contract', 'fx', 'report')),
  reason          text,
  -- Which versions of rates, exchange rates, contracts and reports the amounts follow from.
  versions        text,
  -- The transaction that this one takes back.
  reverses        bigint UNIQUE CONSTRAINT reversals_come_after CHECK (reverses < id),
  line_count      bigint NOT NULL DEFAULT 0,
  -- SHA-256 over the transaction's rows of ledger_lines, in the order of their keys.
  lines_digest    bytea CHECK (octet_length(lines_digest) = 32),
  previous        bytea NOT NULL,
  digest          bytea NOT NULL CHECK (octet_length(digest) = 32),
  CONSTRAINT royalties_name_their_cause CHECK ((kind = 'royalties') = (cause IS NOT NULL AND earning_period IS NOT NULL)),
  CONSTRAINT corrections_give_a_reason CHECK ((kind <> 'manual' AND reverses IS NULL) OR reason IS NOT NULL)
);
CREATE INDEX ledger_transactions_by_date ON ledger_transactions (accounting_date);
CREATE INDEX ledger_transactions_by_earning_period ON ledger_transactions (earning_period);

-- Debits are positive, credits negative. One entry for each account and currency of a transaction.
CREATE TABLE ledger_entries (
  transaction_id bigint NOT NULL,
  account        text NOT NULL,
  currency       text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount         numeric(38, 12) NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (transaction_id, account, currency),
  CONSTRAINT entries_use_the_chart_of_accounts CHECK (account ~
    '^(cash|tax:withholding|fee:distribution|suspense:(fx|not_ours)|(fx|rounding):[A-Z]{3}|platform:.+:(accrued|reported)|payee:.+:(estimated|payable|recoupable|reserve))$')
);
CREATE INDEX ledger_entries_by_account ON ledger_entries (account, currency, transaction_id);

-- What royalties were posted for: of each line what the transaction added to it. The sum of a line's rows is what is
-- posted of it; every column adds up.
CREATE TABLE ledger_lines (
  transaction_id bigint NOT NULL,
  period         date NOT NULL,
  -- 0: a reported line of a track that is not ours.
  track_id       int NOT NULL,
  market_id      int NOT NULL,
  -- A version of a contract; 0 where the track had none.
  contract_id    int NOT NULL,
  -- Whom `@artist` stood for.
  artist_id      int NOT NULL,
  -- NULL for plays that no rate was in force for.
  currency       text,
  -- From a platform's accepted report, or estimated.
  reported       boolean NOT NULL,
  plays          bigint NOT NULL,
  unrated_plays  bigint NOT NULL,
  gross          numeric(38, 12) NOT NULL,
  -- The part of gross that waits in suspense.
  waiting        numeric(38, 12) NOT NULL,
  -- In the contract's currency, and the fee of that.
  converted      numeric(38, 12) NOT NULL,
  fee            numeric(38, 12) NOT NULL,
  -- Of the contract's payees, in the order of their ids.
  shares         numeric(38, 12)[] NOT NULL
);
CREATE INDEX ledger_lines_by_unit ON ledger_lines (period, track_id);
CREATE INDEX ledger_lines_by_transaction ON ledger_lines USING brin (transaction_id);

-- The lines of a transaction added up for each payee.
CREATE TABLE ledger_royalties (
  transaction_id bigint NOT NULL,
  payee          text NOT NULL,
  currency       text NOT NULL,
  plays          bigint NOT NULL,
  -- In the statement's currency, of all lines that the payee has a share in; the fee of them; the payee's share.
  gross          numeric(38, 12) NOT NULL,
  fee            numeric(38, 12) NOT NULL,
  share          numeric(38, 12) NOT NULL,
  PRIMARY KEY (payee, currency, transaction_id)
);
CREATE INDEX ledger_royalties_by_transaction ON ledger_royalties (transaction_id);

-- A field with its length in front, so that no two contents read alike.
CREATE FUNCTION ledger_field(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT octet_length(coalesce(value, '')) || ':' || coalesce(value, '') || ' '
$$;

CREATE FUNCTION ledger_digest(t ledger_transactions) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(t.previous || convert_to(
    ledger_field(t.id::text) || ledger_field(t.kind) || ledger_field(to_char(t.accounting_date, 'YYYY-MM-DD'))
      || ledger_field(((extract(epoch FROM t.recorded_at) * 1000000)::bigint)::text)
      || ledger_field(to_char(t.earning_period, 'YYYY-MM')) || ledger_field(t.reference) || ledger_field(t.cause)
      || ledger_field(t.reason) || ledger_field(t.versions) || ledger_field(t.reverses::text)
      || ledger_field(t.line_count::text) || ledger_field(encode(t.lines_digest, 'hex'))
      || coalesce((
        SELECT string_agg(
          ledger_field(e.account) || ledger_field(e.currency) || ledger_field(e.amount::text), ''
          ORDER BY e.account COLLATE "C", e.currency COLLATE "C")
        FROM ledger_entries e WHERE e.transaction_id = t.id), ''),
    'UTF8'))
$$;

CREATE FUNCTION transactions_are_chained() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  month date := date_trunc('month', NEW.accounting_date)::date;
  state text;
BEGIN
  UPDATE ledger_head SET id = NEW.id, digest = NEW.digest, recorded_at = NEW.recorded_at
  WHERE id = NEW.id - 1 AND digest = NEW.previous AND recorded_at <= NEW.recorded_at
    AND NEW.recorded_at <= clock_timestamp() + interval '1 minute';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'transaction % does not follow the last one of the chain', NEW.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  INSERT INTO periods (period) VALUES (month) ON CONFLICT DO NOTHING;
  SELECT status INTO state FROM periods WHERE period = month FOR SHARE;
  -- A month before a closed one is closed too, whether anything was ever posted in it or not.
  IF state = 'closed' OR (state = 'closing' AND NEW.kind <> 'settlement')
    OR EXISTS (SELECT FROM periods WHERE period > month AND status = 'closed') THEN
    RAISE EXCEPTION 'period % is closed: it takes no entry', to_char(month, 'YYYY-MM')
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER transactions_are_chained BEFORE INSERT ON ledger_transactions
  FOR EACH ROW EXECUTE FUNCTION transactions_are_chained();

CREATE FUNCTION transactions_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  off record;
BEGIN
  SELECT currency, sum(amount) AS rest INTO off FROM ledger_entries WHERE transaction_id = NEW.id
  GROUP BY currency HAVING sum(amount) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'transaction % does not balance: % % remain', NEW.id, off.rest, off.currency
      USING ERRCODE = 'check_violation';
  END IF;
  -- Royalties may move between lines without moving between accounts.
  IF NEW.kind <> 'royalties' AND NOT EXISTS (SELECT FROM ledger_entries WHERE transaction_id = NEW.id) THEN
    RAISE EXCEPTION 'transaction % has no entries', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  IF (SELECT count(*) FROM ledger_lines WHERE transaction_id = NEW.id) <> NEW.line_count THEN
    RAISE EXCEPTION 'transaction % has other lines than it says', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  IF ledger_digest(NEW) <> NEW.digest THEN
    RAISE EXCEPTION 'transaction % has another digest than its content', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transactions_hold AFTER INSERT ON ledger_transactions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION transactions_hold();

-- The transactions that entries and lines were written for.
CREATE TABLE ledger_written (
  transaction_id bigint PRIMARY KEY
);

-- Entries and lines are written before their transaction and never after it.
CREATE FUNCTION rows_precede_their_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added WHERE transaction_id <= (SELECT id FROM ledger_head)) THEN
    RAISE EXCEPTION '%: the transaction is posted already, and nothing is added to it', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  INSERT INTO ledger_written SELECT DISTINCT transaction_id FROM added ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER entries_precede_their_transaction AFTER INSERT ON ledger_entries
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION rows_precede_their_transaction();
CREATE TRIGGER lines_precede_their_transaction AFTER INSERT ON ledger_lines
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION rows_precede_their_transaction();
CREATE TRIGGER royalties_precede_their_transaction AFTER INSERT ON ledger_royalties
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION rows_precede_their_transaction();

-- And none is left without its transaction. Checked once a transaction, not once a row: there are millions.
CREATE FUNCTION written_rows_have_their_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger_transactions WHERE id = NEW.transaction_id) THEN
    RAISE EXCEPTION 'there is no transaction % for what was written for it', NEW.transaction_id
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER written_rows_have_their_transaction AFTER INSERT ON ledger_written
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION written_rows_have_their_transaction();
CREATE TRIGGER ledger_written_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION head_follows_transactions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Depth 2 is inside transactions_are_chained.
  IF TG_OP <> 'UPDATE' OR pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'ledger_head moves with transactions only' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER head_follows_transactions AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ledger_head
  FOR EACH STATEMENT EXECUTE FUNCTION head_follows_transactions();

CREATE TRIGGER transactions_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entries_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER lines_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_lines
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER royalties_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_royalties
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a period's end came to for each payee: frozen when it is closed.
CREATE TABLE settlements (
  period           date NOT NULL REFERENCES periods,
  payee            text NOT NULL,
  currency         text NOT NULL,
  -- NULL where nothing was to be posted.
  transaction_id   bigint,
  opening          numeric(38, 12) NOT NULL,
  royalties        numeric(38, 12) NOT NULL,
  reserve_held     numeric(38, 12) NOT NULL,
  -- The period in which what is held now is released; NULL where nothing is.
  release_period   date,
  reserve_released numeric(38, 12) NOT NULL,
  recouped         numeric(38, 12) NOT NULL,
  unrecouped       numeric(38, 12) NOT NULL,
  net              numeric(38, 12) NOT NULL,
  withholding      numeric(38, 12) NOT NULL,
  payments         numeric(38, 12) NOT NULL,
  closing          numeric(38, 12) NOT NULL,
  payable          numeric(38, 12) NOT NULL,
  carried_forward  numeric(38, 12) NOT NULL,
  -- The terms it went by.
  minimum_payout        numeric(30, 12) NOT NULL,
  reserve_percent       numeric(15, 12) NOT NULL,
  reserve_release_after int NOT NULL,
  withholding_percent   numeric(15, 12) NOT NULL,
  PRIMARY KEY (payee, currency, period),
  CONSTRAINT settlements_add_up CHECK (
    net = royalties - reserve_held + reserve_released - recouped
      AND closing = opening + net - withholding - payments AND carried_forward = closing - payable)
);

CREATE FUNCTION settlements_end_a_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM periods WHERE period = NEW.period AND status = 'closing') THEN
    RAISE EXCEPTION 'period % is not being closed', to_char(NEW.period, 'YYYY-MM')
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER settlements_end_a_period BEFORE INSERT ON settlements
  FOR EACH ROW EXECUTE FUNCTION settlements_end_a_period();
CREATE TRIGGER settlements_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The triggers hold for everyone, the owner too. Without these privileges whoever is not a superuser does not even
-- reach them.
REVOKE UPDATE, DELETE, TRUNCATE
  ON ledger_transactions, ledger_entries, ledger_lines, ledger_royalties, settlements FROM PUBLIC, CURRENT_USER;
REVOKE DELETE, TRUNCATE ON ledger_head, periods FROM PUBLIC, CURRENT_USER;
