-- Who may ask what. Only the SHA-256 of a token is kept; the token is shown once.

CREATE TABLE tokens (
  token_id   int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest     bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
  name       text NOT NULL,
  scopes     text[] NOT NULL,
  -- `artist:ID`, `label:ID`; empty sees everything.
  subjects   text[] NOT NULL,
  -- Requests a second.
  rate_limit int NOT NULL CHECK (rate_limit > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz
);
