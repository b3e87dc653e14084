"""The ledger file: acts, undo, search, attachments, backup and migrations; all that knows SQL dialects."""
