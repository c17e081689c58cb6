-- References that differ in case alone are one: nothing is recorded twice. Not unique, since what stands stays; whoever
-- records holds the lock of the books, or of advances, and looks first.
CREATE INDEX ledger_transactions_by_folded_reference ON ledger_transactions (lower(reference));
CREATE INDEX advances_by_folded_reference ON advances (lower(reference));
