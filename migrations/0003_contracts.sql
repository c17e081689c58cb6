-- Who is owed what, and on which terms it is paid.

CREATE TABLE payees (
  payee                 text PRIMARY KEY,
  name                  text NOT NULL,
  minimum_payout        numeric(30, 12) NOT NULL CHECK (minimum_payout >= 0),
  reserve_percent       numeric(15, 12) NOT NULL CHECK (reserve_percent BETWEEN 0 AND 100),
  reserve_release_after int NOT NULL CHECK (reserve_release_after BETWEEN 0 AND 120),
  withholding_percent   numeric(15, 12) NOT NULL CHECK (withholding_percent BETWEEN 0 AND 100)
);

-- A contract imported again with other terms is a new version; the latest counts.
CREATE TABLE contracts (
  contract       text NOT NULL,
  version        int NOT NULL CHECK (version >= 1),
  digest         bytea NOT NULL,
  currency       text NOT NULL,
  effective_from date NOT NULL,
  effective_to   date CHECK (effective_to >= effective_from),
  scope_kind     text NOT NULL CHECK (scope_kind IN ('track', 'album', 'artist', 'label')),
  scope_id       text NOT NULL,
  fee_percent    numeric(15, 12) NOT NULL CHECK (fee_percent BETWEEN 0 AND 100),
  recorded_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (contract, version)
);

CREATE TABLE contract_shares (
  contract text NOT NULL,
  version  int NOT NULL,
  ordinal  int NOT NULL,
  -- A payee's id, or `@artist`: the artist of the track that was played.
  payee    text NOT NULL,
  percent  numeric(15, 12) NOT NULL CHECK (percent BETWEEN 0 AND 100),
  PRIMARY KEY (contract, version, ordinal),
  FOREIGN KEY (contract, version) REFERENCES contracts
);

CREATE TABLE advances (
  reference   text PRIMARY KEY,
  payee       text NOT NULL REFERENCES payees,
  date        date NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('advance', 'cost')),
  currency    text NOT NULL,
  amount      numeric(38, 12) NOT NULL CHECK (amount > 0),
  recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TRIGGER contracts_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON contracts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contract_shares_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON contract_shares
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER advances_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON advances
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
