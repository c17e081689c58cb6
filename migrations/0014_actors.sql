-- Who acted stands in every transaction, and in its digest: `token:7` with the token's name, `os:anna` for a person on
-- the command line without a token, `system:posting` for a service of the server.
ALTER TABLE ledger_transactions ADD COLUMN actor text;
ALTER TABLE ledger_transactions ADD COLUMN actor_name text;

-- Transactions from before have none, and their digests are without one.
ALTER TABLE ledger_transactions ADD CONSTRAINT transactions_name_their_actor CHECK (
  actor IS NOT NULL AND actor ~ '^(token:[0-9]+|os:.+|system:[a-z]+)$' AND octet_length(actor) <= 256
    AND actor_name IS NOT NULL AND octet_length(actor_name) <= 256) NOT VALID;

CREATE OR REPLACE FUNCTION ledger_digest(t ledger_transactions) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(t.previous || convert_to(
    ledger_field(t.id::text) || ledger_field(t.kind) || ledger_field(to_char(t.accounting_date, 'YYYY-MM-DD'))
      || ledger_field(((extract(epoch FROM t.recorded_at) * 1000000)::bigint)::text)
      || ledger_field(to_char(t.earning_period, 'YYYY-MM')) || ledger_field(t.reference) || ledger_field(t.cause)
      || ledger_field(t.reason) || ledger_field(t.versions) || ledger_field(t.reverses::text)
      || ledger_field(t.line_count::text) || ledger_field(encode(t.lines_digest, 'hex'))
      || CASE WHEN t.actor IS NULL THEN '' ELSE ledger_field(t.actor) || ledger_field(t.actor_name) END
      || coalesce((
        SELECT string_agg(
          ledger_field(e.account) || ledger_field(e.currency) || ledger_field(e.amount::text), ''
          ORDER BY e.account COLLATE "C", e.currency COLLATE "C")
        FROM ledger_entries e WHERE e.transaction_id = t.id), ''),
    'UTF8'))
$$;
