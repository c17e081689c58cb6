-- What a play pays, and what a currency is in another. Published versions never change.

CREATE TABLE rate_tables (
  rate_table_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  platform      text NOT NULL,
  effective     date NOT NULL,
  version       int NOT NULL CHECK (version >= 1),
  digest        bytea NOT NULL,
  published_at  timestamptz NOT NULL DEFAULT now(),
  UNIQUE (platform, effective, version)
);

CREATE TABLE rate_quotes (
  rate_table_id int NOT NULL REFERENCES rate_tables,
  -- NULL is the file's `*`.
  country       text,
  tier          text,
  currency      text NOT NULL,
  rate          numeric(24, 12) NOT NULL CHECK (rate >= 0),
  UNIQUE NULLS NOT DISTINCT (rate_table_id, country, tier)
);

CREATE TABLE fx_rates (
  period        text NOT NULL CHECK (period ~ '^[0-9]{4}-[0-9]{2}$'),
  from_currency text NOT NULL,
  to_currency   text NOT NULL,
  version       int NOT NULL CHECK (version >= 1),
  rate          numeric(24, 12) NOT NULL CHECK (rate > 0),
  recorded_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (period, from_currency, to_currency, version)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: publish a new version instead', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER rate_tables_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rate_tables
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rate_quotes_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rate_quotes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER fx_rates_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON fx_rates
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
