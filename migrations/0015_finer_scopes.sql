-- `ledger:write` allowed everything that changes the books; each part of it is a scope of its own now. Whoever had it has
-- them all.
UPDATE tokens SET scopes = array(
  SELECT DISTINCT scope FROM unnest(
    array_remove(scopes, 'ledger:write') || ARRAY[
      'ledger:post', 'ledger:record', 'ledger:pay', 'ledger:close', 'reports:write', 'reports:accept',
      'statements:issue']) AS scope ORDER BY scope)
WHERE 'ledger:write' = ANY(scopes);
